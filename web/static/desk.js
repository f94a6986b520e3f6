// The desk: keys, acts of the list without leaving it, and a look every 20 seconds. Everything works without; what this
// adds is listed in docs/browser.md. It holds nothing but the page: what changed is a part of a page of the server's.
"use strict";
{
  const EVERY = 20_000, OFF = "minka-keys-off";
  const find = (what, within = document) => within.querySelector(what);
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const tell = (words) => { find("#status").textContent = words; };
  const entry = () => document.activeElement.closest("#entries > li");
  const focus = (on) => (find("a, button", on) ?? on).focus();

  // Keys, only outside fields. Whether they are wanted is kept in this browser.
  const isOff = () => { try { return localStorage.getItem(OFF) !== null; } catch { return false; } };
  const keep = (off) => { try { off ? localStorage.setItem(OFF, "") : localStorage.removeItem(OFF); } catch { /* not kept */ } };
  const folded = find("#for-keys");
  folded.replaceWith(folded.content);
  const turn = find("#keys [data-off]"), stop = turn.textContent;
  const label = () => {
    turn.textContent = isOff() ? turn.dataset.off : stop;
    for (const one of all("[data-key]")) isOff() ? one.removeAttribute("aria-keyshortcuts") : one.setAttribute("aria-keyshortcuts", one.dataset.key);
  };
  turn.onclick = () => { keep(!isOff()); label(); };
  label();

  const step = (by) => {
    const lines = all("#entries > li");
    const at = lines.indexOf(entry());
    const on = lines[at < 0 ? (by > 0 ? 0 : lines.length - 1) : at + by];
    if (on) { focus(on); on.scrollIntoView({ block: "nearest" }); }
  };
  const press = (key) => {
    const named = `[data-key="${CSS.escape(key)}"]`;
    const one = (entry() && find(named, entry())) ?? all(named).find((other) => !other.closest("#entries > li"));
    if (!one) return false;
    const fold = one.closest("details");
    if (fold) fold.open = true;
    if (one === fold) find("summary", one).focus();
    else if (one.tagName === "INPUT") one.focus();
    else one.click();
    return true;
  };
  addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key.length !== 1 || !press(key)) return;
    event.preventDefault();
  });

  // What changed is put in place. Nothing moves to another place, and the focus is never lost.
  const put = (page) => {
    const other = (one) => page.getElementById(one.id);
    for (const one of all("[data-live]")) {
      const now = other(one);
      if (now && now.innerHTML !== one.innerHTML && !one.contains(document.activeElement)) one.replaceWith(now);
    }
    for (const one of all("#entries > li")) {
      const now = other(one);
      if (!now) leave(one);
      else if (now.textContent !== one.textContent) change(one, now);
    }
    label();
  };
  const change = (one, now) => {
    const at = one.contains(document.activeElement) && document.activeElement;
    one.replaceWith(now);
    if (at) (all(at.tagName, now).find((same) => same.dataset.key === at.dataset.key) ?? find("a", now)).focus();
  };
  const leave = (one) => {
    tell(find("#status").dataset.gone.replace("{title}", find(".title bdi", one).textContent));
    const next = one.nextElementSibling ?? one.previousElementSibling;
    const focused = one.contains(document.activeElement);
    one.remove();
    if (focused) next ? focus(next) : heading();
  };
  const heading = () => { const title = find("h1"); title.tabIndex = -1; title.focus(); };
  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // A look while the page is seen; no use of the sign-in, and the end of all looks where that has ended.
  const look = async () => {
    const news = find("#news");
    if (document.visibilityState !== "visible" || !news) return;
    const asked = { headers: { "Minka-Look": news.dataset.look }, redirect: "manual", cache: "no-store" };
    const answer = await fetch(location.href, asked).catch(() => null);
    if (answer?.type === "opaqueredirect") clearInterval(looks);
    if (answer?.status !== 200) return;
    const before = find("#news").textContent;
    put(await read(answer));
    const words = find("#news").textContent;
    if (words && words !== before) tell(words);
  };
  const looks = setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);

  // Acts of the list: sent, and only what they changed is put in place.
  addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || !form.hasAttribute("data-live")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.append(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    delete form.dataset.sent;
    if (!answer) return;
    if (new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
    const page = await read(answer);
    put(page);
    tell((find(".notice.care", page) ?? find("#status", page)).textContent);
  });

  // While somebody is written down: what is known of the number, and of what they ask for, is looked up as it is typed.
  for (const form of all("form[data-check]")) {
    form.addEventListener("change", async (event) => {
      if (!event.target.matches("[name=phone], [name=category], [name=place], [name=spot]")) return;
      const body = new URLSearchParams(new FormData(form));
      body.append("do", form.dataset.check);
      const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
      if (answer?.status !== 200) return;
      const known = find("#known"), now = find("#known", await read(answer));
      if (!now || now.innerHTML === known.innerHTML) return;
      known.replaceWith(now);
      tell(all(".notice", now).map((one) => one.textContent).join(" "));
    });
  }

  // What can be taken back for some seconds counts them, and goes with the last.
  for (const form of all("form[data-left]")) {
    const ends = Date.now() + form.dataset.left * 1000, clock = document.createElement("span");
    clock.ariaHidden = "true";
    find("button", form).append(" ", clock);
    const count = () => {
      const left = Math.ceil((ends - Date.now()) / 1000);
      clock.textContent = left.toLocaleString(document.documentElement.lang);
      if (left > 0) return setTimeout(count, 250);
      if (form.contains(document.activeElement)) heading();
      form.remove();
    };
    count();
  }
}
