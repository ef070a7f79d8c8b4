// In <form data-shows>, <div data-shown-for="setting" data-values="online both"> is there only while that field has one of these values,
// or something in it is wrong.
for (const form of document.querySelectorAll("form[data-shows]")) {
  const parts = form.querySelectorAll("[data-shown-for]");
  const fit = () => {
    const values = new FormData(form);
    for (const part of parts) {
      const isMeant = part.dataset.values.split(" ").includes(values.get(part.dataset.shownFor) ?? "");
      part.hidden = !isMeant && part.querySelector(".error") === null;
    }
  };
  form.addEventListener("change", fit);
  fit();
}
