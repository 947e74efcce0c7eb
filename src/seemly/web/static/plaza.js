// Follows requests while they run. Without this file the page still says everything, when reloaded.
"use strict";

const conversation = document.getElementById("conversation");
if (conversation && conversation.dataset.events && window.EventSource) follow();

function follow() {
  const source = new EventSource(conversation.dataset.events);
  source.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  source.addEventListener("end", () => source.close());
}

function show(report) {
  const box = document.getElementById("progress-" + report.post);
  if (!box) return;
  if (report.ended) {
    box.className = "progress " + report.state + (report.words ? "" : " hidden");
  } else {
    move(box, report);
  }
  const state = box.querySelector(".state");
  if (state.textContent !== report.words) state.textContent = report.words;
  if (report.ended) bringNews();
}

function move(box, report) {
  box.className = "progress " + report.state;
  const done = box.querySelector(".steps")?.dataset.done;
  box.querySelectorAll(".steps li").forEach((step, place) => {
    const now = place === report.step;
    step.className = place < report.step ? "done" : now ? "now" : "";
    step.querySelector(".unseen").textContent = place < report.step ? done : "";
    now ? step.setAttribute("aria-current", "step") : step.removeAttribute("aria-current");
  });
}

// Puts in what is new and renews what has ended, and touches no form somebody may be writing in.
async function bringNews() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  let before = null;
  for (const article of page.querySelectorAll("#conversation > article")) {
    const here = document.getElementById(article.id);
    if (!here) {
      before ? before.after(article) : conversation.prepend(article);
      article.querySelectorAll("form.write").forEach(takePictures);
      before = article;
      continue;
    }
    renewProgress(here, article);
    before = here;
  }
}

// The sentence stays the one that was there: a new one would be read out a second time.
function renewProgress(here, article) {
  const old = here.querySelector(".progress");
  const now = article.querySelector(".progress");
  if (old && !now) old.remove();
  if (!old || !now) return;
  old.className = now.className;
  const drawn = now.querySelector(".steps");
  old.querySelector(".steps")?.remove();
  if (drawn) old.prepend(drawn);
}

// Pictures by drag and by paste, into the field that takes them without this file, too.
document.querySelectorAll("form.write").forEach(takePictures);

function takePictures(form) {
  const field = form.querySelector("input[name=picture]");
  if (!field) return;
  const camera = form.querySelector("input[name=camera]");
  const taken = form.querySelector(".taken");
  form.querySelector(".dropping").hidden = false;
  form.addEventListener("paste", (event) => {
    if (take(event.clipboardData.files)) event.preventDefault(); // words go where they are pasted
  });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (take(event.dataTransfer.files)) event.preventDefault();
  });
  field.addEventListener("change", () => (camera.value = ""));
  camera.addEventListener("change", () => (field.value = "")); // the last one chosen is meant

  function take(files) {
    const picture = [...files].find((file) => file.type.startsWith("image/"));
    if (!picture) return false;
    const one = new DataTransfer();
    one.items.add(picture);
    field.files = one.files;
    camera.value = "";
    taken.textContent = "";
    taken.textContent = taken.dataset.said;
    return true;
  }
}
