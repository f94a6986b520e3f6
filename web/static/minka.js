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

// Beside a place: a button that fills in where the phone is. It asks nobody before it is pressed.
for (const input of document.querySelectorAll("[data-here]")) {
  if (!navigator.geolocation) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = input.dataset.here;
  button.onclick = () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    input.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
  });
  input.after(button);
}
