// <textarea data-draft> in a form with data-draft-of=whose: what somebody writes is kept in their browser until it is sent, also over a
// lost connection or a closed tab. Whoever signs in there after them does not find it.
const key = (field) => `draft:${field.form.dataset.draftOf}:${location.pathname}:${field.name}`;
for (const field of document.querySelectorAll("textarea[data-draft]")) {
  const kept = localStorage.getItem(key(field));
  if (kept && field.value === field.defaultValue && field.defaultValue === "") field.value = kept;
}
document.addEventListener("input", ({ target: field }) => {
  if (!field.matches("textarea[data-draft]")) return;
  if (field.value) localStorage.setItem(key(field), field.value);
  else localStorage.removeItem(key(field));
});
document.addEventListener("submit", ({ target: form }) => {
  const field = form.querySelector("textarea[data-draft]");
  if (field) sessionStorage.setItem("sent", key(field));
});
// The page that follows says whether they arrived. Until then they are kept.
const sent = sessionStorage.getItem("sent");
if (sent && document.querySelector(".message.success")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
  for (const field of document.querySelectorAll("textarea[data-draft]")) {
    if (key(field) === sent) field.value = field.defaultValue;
  }
}
