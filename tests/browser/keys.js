// What a keyboard comes to on the page that is shown, and how it looks there.
({
  // All that Tab is to come to, in order: of a group of round buttons the chosen one, else its first.
  stops() {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
    const folded = (one) => {
      const fold = one.closest("details:not([open])");
      return fold && !(one.tagName === "SUMMARY" && one.parentElement === fold && !fold.parentElement.closest("details:not([open])"));
    };
    const group = (one) => all.filter((other) => other.type === "radio" && other.name === one.name && other.form === one.form);
    const skipped = (one) => one.type === "radio" && one !== (group(one).find((other) => other.checked) || group(one)[0]);
    window.stopsHere = all.filter((one) => one.tabIndex === 0 && one.type !== "hidden" && !one.disabled && !folded(one) && !skipped(one));
    return window.stopsHere.length;
  },
  // Back to where Tab begins: before all that is on the page.
  top() {
    const above = document.createElement("span");
    above.tabIndex = -1;
    document.body.prepend(above);
    above.focus();
    above.remove();
    scrollTo(0, 0);
  },
  unfold() {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  },
  // Which of them has the focus (-1: none of them), and whether one sees that.
  here() {
    const at = document.activeElement, style = getComputedStyle(at), page = getComputedStyle(document.body);
    const light = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number)
      .map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const [dark, bright] = [light(style.outlineColor), light(page.backgroundColor)].sort((a, b) => a - b);
    const box = at.getBoundingClientRect();
    return {
      number: window.stopsHere.indexOf(at),
      name: (at.innerText || at.name || at.tagName).trim().slice(0, 40),
      line: style.outlineStyle,
      thick: parseFloat(style.outlineWidth),
      ratio: (bright + 0.05) / (dark + 0.05),
      inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  },
  // From now on a press leads nowhere, and is noted: the link, the button, the fold.
  note() {
    window.pressed = [];
    addEventListener("submit", (event) => {
      event.preventDefault();
      window.pressed.push(["sent", event.submitter ? `${event.submitter.name}=${event.submitter.value}` : ""]);
    });
    addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      window.pressed.push(["went", link.getAttribute("href")]);
    });
    addEventListener("toggle", (event) => window.pressed.push(["folded", String(event.target.open)]), true);
  },
  // What Enter is to do at the stop of this number; null where a browser does nothing, or goes on to a next line.
  meant(number) {
    const at = window.stopsHere[number];
    if (at.tagName === "A") return ["went", at.getAttribute("href")];
    if (at.tagName === "BUTTON") return ["sent", `${at.name}=${at.value}`];
    if (at.tagName === "SUMMARY") return ["folded", String(!at.parentElement.open)];
    if (at.type === "image") return ["sent", `${at.name}=${at.value}`];
    if (at.tagName !== "INPUT") return null;
    const first = at.form.querySelector("button:not(.enter)");
    return ["sent", `${first.name}=${first.value}`];
  },
  took() {
    return window.pressed.splice(0);
  },
})
