// Makes some things easier; everything works without it. What it does is listed in docs/browser.md.
"use strict";

// A form that was sent is not sent twice by an impatient second press.
addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
