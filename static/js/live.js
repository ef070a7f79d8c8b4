// <section data-live=address>: its articles, kept as they are on the server. Looks every 15 seconds while somebody sees the page; what is new
// is put in, what has changed is exchanged, but never what somebody is just using, and [data-live-says] tells it politely.
// A form in [data-live-form] is sent from here too: the words stand in it until the server has them.
const EVERY = 15_000;
const list = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-says]");
const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

const update = (fresh) => {
  const here = new Map([...list.querySelectorAll("article")].map((one) => [one.id, one]));
  let last = list.querySelector("h2");
  let came = null;
  if (words(last) !== words(fresh.querySelector("h2"))) last.replaceChildren(...fresh.querySelector("h2").childNodes);
  for (const theirs of fresh.querySelectorAll("article")) {
    let ours = here.get(theirs.id);
    here.delete(theirs.id);
    if (!ours) {
      ours = came = theirs;
      ours.classList.add("fresh");
      last.after(ours);
    } else if (words(ours) !== words(theirs) && !ours.contains(document.activeElement)) {
      ours.replaceWith(theirs);
      ours = theirs;
    }
    last = ours;
  }
  for (const gone of here.values()) if (!gone.contains(document.activeElement)) gone.remove();
  if (list.querySelector("article")) list.querySelector(":scope > p.soft")?.remove();
  return came;
};

const look = async () => {
  if (document.hidden) return;
  const answer = await fetch(list.dataset.live).catch(() => null);
  // Gone, or signed out meanwhile.
  if (answer && (!answer.ok || answer.redirected)) return clearInterval(looking);
  const fresh = answer && (await parse(answer)).querySelector("[data-live]");
  if (fresh && update(fresh)) status.textContent = `${status.dataset.liveSays} ${words(list.querySelector("h2"))}`;
};
const looking = list && setInterval(look, EVERY);
if (list) document.addEventListener("visibilitychange", look);

const place = document.querySelector("[data-live-form]");
let isSending = false;
const send = async (event) => {
  if (event.submitter?.name) return; // a preview is a page of its own
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  const form = event.target;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  isSending = false;
  if (!answer) return say(place.dataset.liveForm);
  if (!answer.ok) return form.submit();
  sessionStorage.removeItem("sent");
  const page = await parse(answer);
  const next = page.querySelector("[data-live-form] form");
  const isWrong = page.querySelector(".errors");
  // Empty words are no draft any more; those that came back stay one.
  if (!isWrong) for (const area of form.querySelectorAll("textarea")) {
    area.value = "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const came = update(page.querySelector("[data-live]"));
  if (next) form.replaceWith(next);
  else return location.reload();
  place.querySelector(".not-sent")?.remove();
  if (isWrong) place.querySelector(".errors").focus();
  else if (came) {
    came.tabIndex = -1;
    came.focus();
    status.textContent = words(page.querySelector(".message") ?? list.querySelector("h2"));
  }
};
const say = (text) => {
  const told = place.querySelector(".not-sent") ?? Object.assign(document.createElement("p"), { className: "not-sent error" });
  told.setAttribute("role", "alert");
  told.textContent = text;
  place.querySelector("form").before(told);
};
if (list && place) place.addEventListener("submit", send);
