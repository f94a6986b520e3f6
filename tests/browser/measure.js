// What somebody meets on the page that is shown: sizes in CSS pixels, contrasts as of WCAG 2.2.
() => {
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [R, G, B] = [r, g, b].map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
      if (color[3] !== 0) return null;
    }
    return null;
  };
  const box = (element) => {
    const { left, right, width, height } = element.getBoundingClientRect();
    return { name: (element.innerText || element.name || element.tagName).trim(), left, right, width, height };
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const root = document.documentElement;

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const style = getComputedStyle(walker.currentNode.parentElement);
    const ground = behind(walker.currentNode.parentElement);
    if (text && !walker.currentNode.parentElement.matches(".enter")) texts.push({ text, ratio: ground && contrast(rgb(style.color), ground), size: parseFloat(style.fontSize) });
  }
  const fields = all("input:not([type=hidden]), textarea, select");
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const named = (field) => field.type === "image" ? field.alt : field.getAttribute("aria-label") || (field.labels.length === 1 && field.labels[0].textContent.trim());
  const edges = [...fields.filter((field) => !ticked(field) && field.type !== "image"), ...all("button:not(.enter)")].map((element) => ({
    name: box(element).name,
    ratio: contrast(rgb(getComputedStyle(element).borderTopColor), behind(element.parentElement)),
    typed: contrast(rgb(getComputedStyle(element).color), behind(element)),
  }));
  const torn = [];
  for (const element of all("h1, h2, button:not(.enter), label, dt")) {
    const parts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (parts.nextNode()) {
      for (const word of parts.currentNode.data.matchAll(/[^\s-]+/g)) {
        const range = document.createRange();
        range.setStart(parts.currentNode, word.index);
        range.setEnd(parts.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((rect) => rect.top)).size > 1) torn.push(word[0]);
      }
    }
  }
  const ids = all("[id]").map((element) => element.id);
  return {
    lang: root.lang,
    dir: getComputedStyle(root).direction,
    title: document.title,
    headings: all("h1").length,
    root: parseFloat(getComputedStyle(root).fontSize),
    width: root.clientWidth,
    height: root.scrollHeight,
    needed: Math.max(root.scrollWidth, document.body.scrollWidth),
    outside: all("body *").map(box).filter(({ left, right }) => left < -0.5 || right > root.clientWidth + 0.5),
    targets: [...all("button:not(.enter), a"), ...fields.map((field) => (ticked(field) ? field.closest("label") : field))].map(box),
    texts,
    torn,
    edges,
    unlabelled: fields.filter((field) => !named(field)).map((field) => field.name),
    undescribed: all("[aria-invalid]").filter((field) => (field.getAttribute("aria-describedby") || "?").split(" ").some((id) => !document.getElementById(id))).map((field) => field.name),
    doubled: ids.filter((id, index) => ids.indexOf(id) !== index),
  };
}
