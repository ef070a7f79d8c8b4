// <form data-bulk>: its .bulk bar shows once a row is picked.
for (const form of document.querySelectorAll("form[data-bulk]")) {
  const show = () => {
    form.querySelector(".bulk").hidden = form.querySelector("input[type=checkbox]:checked") === null;
  };
  form.addEventListener("change", show);
  // Once the browser has restored what was picked before.
  window.addEventListener("pageshow", show);
}
