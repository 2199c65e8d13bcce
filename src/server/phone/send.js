"use strict";

// Longer side of what is sent, in pixels: more would not be read better, and takes longer.
const SIDE = 2000;
// Bytes that the till takes.
const MOST = 8 * 1024 * 1024;

const words = WORDS[navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en"];
const by = (id) => document.getElementById(id);
const say = (key) => { by("state").textContent = words[key]; by("state").dataset.state = key; };

// The token leaves the address at once: nobody reads it over a shoulder or in the list of pages.
let token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

// A small copy without the camera's notes (place, time, maker). What the browser cannot open goes as it is.
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return blob ?? file;
  } catch {
    return file;
  }
}

async function send(file) {
  by("button").hidden = true;
  say("sending");
  const body = await smaller(file);
  if (body.size > MOST) {
    by("button").hidden = false;
    return say("large");
  }
  let answer;
  try {
    answer = await fetch("picture", {
      method: "POST",
      headers: { "X-Countercheck-Token": token, "Content-Type": "application/octet-stream" },
      body,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
  } catch {
    by("button").hidden = false;
    return say("network");
  }
  if (answer.status === 403) return say("code");
  if (!answer.ok) return say("refused");
  const told = await answer.json().catch(() => ({}));
  if (told.state === "received") return say("received");
  token = told.token ?? "";
  by("button").hidden = token === "";
  say("again");
}

document.documentElement.lang = words === WORDS.fr ? "fr" : "en";
by("title").textContent = words.title;
by("how").textContent = words.how;
by("take").textContent = words.take;
by("file").addEventListener("change", (event) => {
  const file = event.target.files[0];
  event.target.value = "";
  if (file) send(file);
});
if (token === "") {
  by("button").hidden = true;
  say("code");
}
document.documentElement.dataset.ready = "yes";
