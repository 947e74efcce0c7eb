// Opens why a request ended as it did beside the thread. Without this file the link leads to the
// same as a page of its own.
"use strict";

const drawer = document.getElementById("drawer");
const content = document.getElementById("drawer-content");
let opener = null; // where the focus goes back to

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.to-why");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  opener = link;
  open(link.href);
});

// A click beside the drawer shuts it, as Escape does.
drawer.addEventListener("click", (event) => {
  if (event.target === drawer && event.offsetX < 0) drawer.close();
});

drawer.addEventListener("close", () => {
  content.replaceChildren();
  opener?.focus();
});

async function open(address) {
  let why = null;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    why = answer.ok ? page.getElementById("why") : null;
  } catch {
    why = null; // the sentence below is shown
  }
  content.replaceChildren(why ?? failed());
  if (!drawer.open) drawer.showModal();
  document.getElementById("why-title").focus();
}

function failed() {
  const title = document.createElement("h1");
  title.id = "why-title";
  title.tabIndex = -1;
  title.textContent = drawer.dataset.failed;
  return title;
}
