//! Headless Chromium, driven through the `DevTools` protocol over its pipe.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take before the test counts as hung.
const DEADLINE: Duration = Duration::from_secs(90);
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
];

/// A browser with one tab.
pub(crate) struct Browser {
    child: Child,
    stdin: ChildStdin,
    messages: Receiver<Value>,
    session: String,
    next: u64,
    /// Events since the last time they were taken.
    events: Vec<Value>,
    folder: tempfile::TempDir,
}

impl Browser {
    /// Starts Chromium; without one it says so and gives `None`.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = find() else {
            println!("skipped: no Chromium on this machine (looked for {})", NAMES.join(", "));
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // Chromium speaks on its descriptors 3 and 4; a shell gives them what is our pipe.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg("about:blank")
            .env("HOME", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(stdout).split(0) {
                let Ok(message) = message else { return };
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self { child, stdin, messages, session: String::new(), next: 0, events: Vec::new(), folder };
        let target = browser.send("Target.createTarget", &json!({ "url": "about:blank" }));
        let attached =
            browser.send("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        attached["sessionId"].as_str().unwrap().clone_into(&mut browser.session);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.send(&format!("{domain}.enable"), &json!({}));
        }
        browser.screen(1280, 900);
        Some(browser)
    }

    /// A folder that goes with the browser.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One command of the protocol, and its result.
    pub(crate) fn send(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.as_str().into();
        }
        self.stdin.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let message = self.messages.recv_timeout(DEADLINE).unwrap_or_else(|e| panic!("{method}: {e}"));
            if message["id"] == self.next {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    /// The value of an expression in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let result = self.send("Runtime.evaluate", &params);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// The same as text.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        self.value(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub(crate) fn until(&mut self, expression: &str) {
        let end = Instant::now() + DEADLINE;
        while self.value(&format!("Boolean({expression})")) != true {
            assert!(Instant::now() < end, "still waiting: {expression}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Opens the verifier page anew.
    #[allow(clippy::disallowed_methods, reason = "a file of a test need not survive a power cut")]
    pub(crate) fn open(&mut self) {
        let path = self.folder.path().join(countercheck::page::FILE_NAME);
        std::fs::write(&path, countercheck::page::html()).unwrap();
        self.send("Page.navigate", &json!({ "url": format!("file://{}", path.display()) }));
        self.until("document.documentElement?.dataset.ready === 'yes'");
    }

    /// Hands a file, or a folder, to a file picker.
    pub(crate) fn pick(&mut self, selector: &str, path: &Path) {
        let document = self.send("DOM.getDocument", &json!({}));
        let node =
            self.send("DOM.querySelector", &json!({ "nodeId": document["root"]["nodeId"], "selector": selector }));
        self.send("DOM.setFileInputFiles", &json!({ "nodeId": node["nodeId"], "files": [path] }));
    }

    /// Writes into a field as a person would: the page hears of it.
    pub(crate) fn fill(&mut self, selector: &str, text: &str) {
        let (selector, text) = (json!(selector), json!(text));
        self.value(&format!(
            "(() => {{ const f = document.querySelector({selector}); f.value = {text}; f.dispatchEvent(new Event('input')); }})()"
        ));
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.send("Input.dispatchKeyEvent", &json!({ "type": kind, "key": key, "code": key }));
        }
    }

    /// Sets the size of the window.
    pub(crate) fn screen(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.send("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Seconds of a processor that the page's main thread has used.
    pub(crate) fn busy(&mut self) -> f64 {
        self.send("Performance.enable", &json!({ "timeDomain": "threadTicks" }));
        let metrics = self.send("Performance.getMetrics", &json!({}));
        let all = metrics["metrics"].as_array().unwrap();
        all.iter().find(|metric| metric["name"] == "ThreadTime").unwrap()["value"].as_f64().unwrap()
    }

    /// Addresses that anything was asked of, and everything that the page complained about.
    pub(crate) fn traffic(&mut self) -> (Vec<String>, Vec<String>) {
        self.value("1");
        let (mut asked, mut complaints) = (Vec::new(), Vec::new());
        for event in self.events.drain(..) {
            let params = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    asked.push(params["request"]["url"].as_str().unwrap_or_default().to_owned());
                }
                "Network.webSocketCreated" => asked.push(params["url"].to_string()),
                "Runtime.exceptionThrown" | "Log.entryAdded" | "Runtime.consoleAPICalled" => {
                    complaints.push(params.to_string());
                }
                _ => (),
            }
        }
        (asked, complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut all = NAMES.iter().flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)));
    all.find(|program| program.is_file())
}
