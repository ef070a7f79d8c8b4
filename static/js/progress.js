// [data-progress]: how far some work is. Fetches the page each second and shows how far it is by then; loads it anew once it says no more.
const shown = document.querySelector("[data-progress]");
const look = async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now) return location.reload();
    const [bar, barNow] = [shown, now].map((part) => part.querySelector("progress"));
    // Of some work it is not known how long it will be.
    if (barNow.position >= 0) [bar.value, bar.max] = [barNow.value, barNow.max];
    shown.querySelector("p").replaceChildren(...now.querySelector("p").childNodes);
  }
  setTimeout(look, 1000);
};
if (shown) setTimeout(look, 500);
