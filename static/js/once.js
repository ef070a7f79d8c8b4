// A form is sent once: a second press while the answer is on its way does nothing, and the button shows that work goes on.
const forget = () => {
  for (const sent of document.querySelectorAll("[data-sent]")) delete sent.dataset.sent;
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  if (event.submitter) event.submitter.dataset.sent = "";
  // A download leaves the page as it is.
  setTimeout(forget, 8000);
});
// Back from the page that followed.
window.addEventListener("pageshow", forget);
