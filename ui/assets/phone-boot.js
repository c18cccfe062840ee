// Starts the phone's screens; a file of its own because the page allows no inline script.
import init from "./phone.js";

// Beside the page: `import.meta` would ask for a newer browser than all else here.
init({ module_or_path: "phone_bg.wasm" }).catch((why) => {
  console.error(why);
  document.getElementById("boot-failed").hidden = false;
});
