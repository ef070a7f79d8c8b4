// [data-door]: the list at a workshop's door. A press is kept on this phone with its own time until the server has it, so that a lost
// connection, a reload or an empty battery loses none. Typing narrows the list; both work while there is no connection.
const door = document.querySelector("[data-door]");
const form = door.querySelector("form[data-check-in]");
const store = `c40net:door:${door.dataset.door}`;
const rows = [...door.querySelectorAll("[data-row]")];
const part = (name) => door.querySelector(`[data-${name}]`);

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(store)) ?? [];
  } catch {
    return [];
  }
};
// Read again each time: another tab of this phone may have changed it.
const change = (edit) => {
  localStorage.setItem(store, JSON.stringify(edit(read())));
  tell();
};

const rowOf = (press) => {
  const [name, value] = press.registration ? ["registration", press.registration] : ["official", press.official];
  return door.querySelector(`button[name=${name}][value="${value}"]`)?.closest("[data-row]");
};

function tell() {
  const kept = read();
  part("kept").hidden = kept.length === 0 || (navigator.onLine && !failed);
  part("kept-count").textContent = kept.length;
}

const count = (name, by) => {
  const shown = part(`count="${name}"`);
  shown.textContent = Number(shown.textContent) + by;
};

function arrive(press) {
  const row = rowOf(press);
  if (!row || row.dataset.here !== undefined) return;
  row.dataset.here = "";
  const mark = part("is-here").content.cloneNode(true);
  mark.querySelector(".small").textContent = new Date(press.at).toLocaleTimeString(document.documentElement.lang, CLOCK);
  row.querySelector("button").hidden = true;
  row.querySelector("[data-no-show]")?.setAttribute("hidden", "");
  // Who walked in has a number to take back by only once the page is loaded anew.
  mark.querySelector("button").value = press.registration ?? "";
  row.append(mark);
  count("here", 1);
  if (press.official) count("registered", 1);
}

function leave(press) {
  const row = rowOf(press);
  if (!row || row.dataset.here === undefined) return null;
  delete row.dataset.here;
  for (const mark of row.querySelectorAll(".is-here, [name=undo]")) mark.remove();
  row.querySelector("button").hidden = false;
  count("here", -1);
  if (press.official) count("registered", -1);
  return row;
}

function refuse(press) {
  const row = leave(press);
  if (!row) return;
  part("refused").hidden = false;
  part("refused").querySelector("b").textContent = row.querySelector("b").textContent;
}

let sending = false;
let failed = false;
async function send() {
  const presses = read().slice(0, 500);
  if (sending || presses.length === 0) return tell();
  sending = true;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.csrfmiddlewaretoken.value },
      body: JSON.stringify({ now: new Date().toISOString(), presses }),
      signal: AbortSignal.timeout(15000),
    });
    // To the page to sign in on, or a token of a session that has ended.
    part("signed-out").hidden = answer.type !== "opaqueredirect" && answer.status !== 403;
    if (!answer.ok) throw new Error(answer.status);
    const { taken, refused } = await answer.json();
    for (const press of presses) if (refused.includes(press.key)) refuse(press);
    const done = new Set([...taken, ...refused]);
    failed = false;
    change((kept) => kept.filter((press) => !done.has(press.key)));
  } catch {
    failed = true;
  } finally {
    sending = false;
    tell();
  }
}

// What the server does not know yet is taken back here; what it knows needs a connection.
function takeBack(event, row) {
  const kept = sending ? undefined : read().find((press) => rowOf(press) === row);
  part("undo-later").hidden = true;
  if (kept) {
    event.preventDefault();
    change((presses) => presses.filter((press) => press.key !== kept.key));
    leave(kept);
  } else if (!navigator.onLine || !event.submitter.value) {
    event.preventDefault();
    part("undo-later").hidden = false;
  }
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name === "undo") return takeBack(event, button.closest("[data-row]"));
  if (!["registration", "official"].includes(button?.name)) return;
  const press = { [button.name]: Number(button.value), at: new Date().toISOString(), key: crypto.randomUUID?.() ?? String(Math.random()).slice(2) };
  try {
    change((kept) => [...kept, press]);
  } catch {
    // No room to keep it, or a private window: then the plain form, which tells whether it went through.
    return;
  }
  event.preventDefault();
  arrive(press);
  send();
});

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const words = rows.map((row) => folded(row.dataset.words));
function narrow() {
  const asked = folded(part("door-search").value).split(/\s+/).filter(Boolean);
  rows.forEach((row, number) => {
    row.hidden = !asked.every((word) => words[number].includes(word));
  });
  for (const group of door.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-row]:not([hidden])");
  const others = part("others");
  if (others) {
    const some = others.querySelector("[data-row]:not([hidden])") !== null;
    others.hidden = !some;
    if (asked.length > 0 && some) others.open = true;
  }
  part("nobody").hidden = rows.some((row) => !row.hidden);
}

// A list that was narrowed by its address cannot be widened again here.
if (!new URLSearchParams(location.search).get("q")) {
  part("door-plain").hidden = true;
  part("door-search").addEventListener("input", narrow);
  part("door-search").form.addEventListener("submit", (event) => event.preventDefault());
}
for (const press of read()) arrive(press);
send();
window.addEventListener("online", send);
window.addEventListener("offline", tell);
window.addEventListener("storage", tell);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(send, 10000);
