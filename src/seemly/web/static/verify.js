// Drag, paste, and an answer without a new page. Without this file the form still does all of it
// but the drawing of your picture, which never leaves this browser's memory.
"use strict";

const form = document.getElementById("ask");
const field = document.getElementById("picture");
const link = document.getElementById("link");
const said = document.getElementById("said");
const drop = document.getElementById("drop");
let asked = 0; // an answer that comes late is not shown in place of a newer one

document.getElementById("drop-help").hidden = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.files[0] ?? null, link.value.trim());
});

document.addEventListener("paste", (event) => {
  const picture = [...event.clipboardData.files].find((file) => file.type.startsWith("image/"));
  if (!picture) return; // words go into the field for the link
  event.preventDefault();
  ask(picture, "");
});

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const picture = event.dataTransfer.files[0] ?? null;
  const address = event.dataTransfer.getData("text/uri-list").split("\n")[0].trim();
  if (picture || address) ask(picture, address);
});

async function ask(picture, address) {
  const turn = ++asked;
  if (!picture && !address) return complain(form.dataset.nothing);
  if (picture && picture.size > Number(form.dataset.largest)) return complain(form.dataset.large);
  say(form.dataset.looking);
  form.setAttribute("aria-busy", "true");
  try {
    const body = new FormData();
    if (picture) body.append("picture", picture);
    else body.append("link", address);
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return;
    show(page, picture);
  } catch {
    if (turn === asked) complain(form.dataset.failed);
  } finally {
    if (turn === asked) form.removeAttribute("aria-busy");
  }
}

function show(page, picture) {
  const news = page.getElementById("answer");
  if (!news || !news.children.length) return complain(form.dataset.failed);
  const here = document.getElementById("answer");
  here.replaceChildren(...news.children);
  document.title = page.title;
  const headline = document.getElementById("headline");
  say(headline ? headline.textContent : "");
  if (picture) draw(picture);
}

// The submitted picture beside the published one, out of this browser's own memory.
async function draw(picture) {
  const figure = document.getElementById("yours");
  if (!figure) return;
  try {
    const bitmap = await createImageBitmap(picture);
    const canvas = figure.querySelector("canvas");
    const share = Math.min(1, 1024 / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * share));
    canvas.height = Math.max(1, Math.round(bitmap.height * share));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    figure.hidden = false;
  } catch {
    figure.remove();
  }
}

function say(words) {
  said.textContent = words;
}

function complain(words) {
  say("");
  form.removeAttribute("aria-busy");
  const problem = document.createElement("p");
  problem.className = "sheet problem";
  problem.setAttribute("role", "alert");
  problem.textContent = words;
  document.getElementById("answer").replaceChildren(problem);
}
