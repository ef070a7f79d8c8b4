// [data-reload-when-gone]: says that work goes on. Looks every two seconds whether the page still says so, and reloads it when not.
const waiting = document.querySelector("[data-reload-when-gone]");
const look = async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok && !(await answer.text()).includes("data-reload-when-gone")) return location.reload();
  setTimeout(look, 2000);
};
if (waiting) setTimeout(look, 1000);
