// A form is sent once: a second press while the answer is on its way does nothing, and the button shows that work goes on.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
  if (event.submitter) event.submitter.dataset.sent = "yes";
});
// Back from the page that followed.
window.addEventListener("pageshow", () => {
  for (const sent of document.querySelectorAll("[data-sent]")) delete sent.dataset.sent;
});
