// "/" brings to the search box, wherever nothing else is being written. Whoever has a use of their own for that key turns it off on the page
// of the search: for people who speak to their computer, a key that acts alone is a trap.
const OFF = "search-key-off";
const box = document.querySelector("[data-search-box]");
const isOff = () => localStorage.getItem(OFF) !== null;

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isOff() || !box) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
  box.select();
});

for (const part of document.querySelectorAll("[data-search-key]")) {
  const [on, off] = [part.querySelector("[data-search-key-on]"), part.querySelector("[data-search-key-off]")];
  const show = () => {
    on.hidden = isOff();
    off.hidden = !isOff();
    part.hidden = false;
  };
  part.addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
    show();
    (isOff() ? off : on).querySelector("button").focus();
  });
  show();
}
