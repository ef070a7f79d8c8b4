// <form data-bulk>: its .bulk bar shows once something is picked, and says how many. [data-pick-all] picks every row.
for (const form of document.querySelectorAll("form[data-bulk]")) {
  const bar = form.querySelector(".bulk");
  const all = form.querySelector("[data-pick-all]");
  const picks = [...form.querySelectorAll(".pick input:not([data-pick-all])")];
  const count = form.querySelector("[data-bulk-count]");
  const show = () => {
    const picked = picks.filter((pick) => pick.checked).length;
    bar.hidden = picked === 0;
    if (count) count.textContent = count.dataset.bulkCount.replace("%s", picked);
    if (all) {
      all.checked = picked === picks.length && picked > 0;
      all.indeterminate = picked > 0 && picked < picks.length;
    }
  };
  if (all) all.closest("[hidden]")?.removeAttribute("hidden");
  form.addEventListener("change", (event) => {
    if (event.target === all) for (const pick of picks) pick.checked = all.checked;
    show();
  });
  show();
}
