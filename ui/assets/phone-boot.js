// Starts the phone's screens; a file of its own because the page allows no inline script.
import init from "./phone.js";

init().catch(() => {
  document.getElementById("boot-failed").hidden = false;
});
