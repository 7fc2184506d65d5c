//! Clients that others wrote, against our server, and our client against theirs.

use std::env;
use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use http_server::client::{Options, Url, get};
use http_server::files::Files;
use http_server::{
    Application, Failure, Method, Request, Response, Server, Settings, Status,
};
use socket_api::families::folder::Folder;
use threading::stop::Stop;

use crate::program::{python, run, stderr, stdout, with_server};
use crate::within_limit::within_limit;

/// More than any buffer on the way.
const LARGE: usize = 5 * 1024 * 1024;

/// Runs `test` beside a server, and hands it the lines that the server tells.
fn with_application(
    application: impl Application + 'static,
    test: impl FnOnce(SocketAddr, &Receiver<String>) + Send + 'static,
) {
    within_limit(move || {
        let stop = Stop::new().unwrap();
        let (told, lines) = mpsc::channel();
        let report = move |event| {
            // The test may have ended.
            let _ = told.send(format!("{event}"));
        };
        let settings = Settings::default();
        let server =
            Server::bind("127.0.0.1:0", application, settings, &stop, report);
        let server = server.unwrap();
        let address = server.local_addr();
        let serving = thread::spawn(move || server.serve());
        test(address, &lines);
        stop.request();
        serving.join().unwrap().unwrap();
    });
}

/// A tool, if it can be run here. Where CI runs, it has to be.
fn tool(name: &str) -> Option<Command> {
    match Command::new(name).arg("--version").output() {
        Ok(_) => Some(Command::new(name)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_ci = env::var_os("CI").is_some_and(|value| value == "true");
            assert!(!is_ci, "{name} is missing");
            // Not by `println!`, which the test would keep to itself.
            let _ = writeln!(io::stderr(), "{name} is missing: not tried");
            None
        }
        Err(error) => panic!("{name} can't be run: {error}"),
    }
}

/// curl, silent but for errors, and without what its user has configured.
fn curl(arguments: &[&str]) -> Option<Output> {
    let mut curl = tool("curl")?;
    curl.args(["--disable", "--noproxy", "*", "-sS"])
        .args(arguments);
    Some(run(curl))
}

/// What curl prints of an answer that it likes.
#[track_caller]
fn curled(arguments: &[&str]) -> Option<String> {
    let output = curl(arguments)?;
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        stderr(&output)
    );
    Some(stdout(&output).to_owned())
}

/// A small site: `a.txt` with ten bytes, `folder/index.html`, and `large`.
fn site() -> (Folder, Files) {
    let folder = Folder::new().unwrap();
    fs::write(folder.file("a.txt"), "0123456789").unwrap();
    fs::create_dir(folder.file("folder")).unwrap();
    let page = "<p>A folder. <a href=\"../a.txt\">a</a>\n";
    fs::write(folder.file("folder").join("index.html"), page).unwrap();
    let page = "<p><a href=\"folder/\">b</a> <a href=\"a.txt?x=1&amp;y\">c</a>\n";
    fs::write(folder.file("index.html"), page).unwrap();
    fs::write(folder.file("large"), large()).unwrap();
    let root = folder.file("a.txt").parent().unwrap().to_owned();
    let files = Files::new(root).unwrap();
    (folder, files)
}

fn large() -> Vec<u8> {
    (0..LARGE).map(|place| (place % 251) as u8).collect()
}

/// Says what it was asked, and gives the body back.
fn echo(request: &mut Request<'_>) -> Result<Response, Failure> {
    let mut body = Vec::new();
    request.body.read_to_end(&mut body)?;
    let first = format!("{} {}\n", request.head.method, request.head.target);
    let body = [first.as_bytes(), &body].concat();
    Ok(Response::ok("application/octet-stream", body))
}

/// Sees no body, whatever comes.
fn refuse(_: &mut Request<'_>) -> Result<Response, Failure> {
    Err(Failure::new(Status::FORBIDDEN, "not here"))
}

#[test]
fn curl_gets_two_pages_over_one_connection() {
    let (_folder, files) = site();
    with_application(files, |address, lines| {
        let [a, b] =
            ["a.txt", "folder/"].map(|path| format!("http://{address}/{path}"));
        let write = "[%{num_connects} %{http_code}]";
        let Some(got) = curled(&["-w", write, &a, &b]) else {
            return;
        };
        assert_eq!(
            got,
            "0123456789[1 200]<p>A folder. <a href=\"../a.txt\">a</a>\n[0 200]"
        );
        let [first, second] = [lines.recv().unwrap(), lines.recv().unwrap()];
        let peer = |line: &str| line.split(' ').next().unwrap().to_owned();
        assert_eq!(peer(&first), peer(&second));
    });
}

#[test]
fn curl_gets_parts_and_what_is_missing() {
    let (folder, files) = site();
    with_application(files, move |address, _| {
        let a = format!("http://{address}/a.txt");
        let part = |range| curled(&["-w", "[%{http_code}]", "-r", range, &a]);
        let Some(got) = part("2-4") else { return };
        assert_eq!(got, "234[206]");
        assert_eq!(part("7-").unwrap(), "789[206]");
        assert_eq!(part("-2").unwrap(), "89[206]");
        assert!(part("10-").unwrap().ends_with("[416]"));

        // A download that was cut off goes on where it ended.
        let large = format!("http://{address}/large");
        let file = folder.file("part");
        fs::write(&file, &self::large()[..LARGE / 3]).unwrap();
        let file_name = file.to_str().unwrap();
        curled(&["-C", "-", "-o", file_name, &large]).unwrap();
        assert!(fs::read(&file).unwrap() == self::large());
    });
}

#[test]
fn curl_is_told_by_head_what_get_would_bring() {
    let (_folder, files) = site();
    with_application(files, |address, _| {
        let url = format!("http://{address}/a.txt");
        let without_date = |head: &str| {
            let fields = head.lines().filter(|line| !line.starts_with("Date:"));
            fields.collect::<Vec<_>>().join("\n")
        };
        let Some(head) = curled(&["-I", &url]) else {
            return;
        };
        let got = curled(&["-i", &url]).unwrap();
        let (get_head, body) = got.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, "0123456789");
        assert_eq!(without_date(&head).trim_end(), without_date(get_head));
        assert!(head.contains("\r\nContent-Length: 10\r\n"), "{head}");
    });
}

#[test]
fn curl_asks_only_for_what_it_lacks() {
    let (folder, files) = site();
    with_application(files, move |address, _| {
        let url = format!("http://{address}/a.txt");
        let tag = folder.file("tag");
        let tag = tag.to_str().unwrap();
        let write = "[%{http_code} %{size_download}]";
        let Some(got) = curled(&["-w", write, "--etag-save", tag, &url]) else {
            return;
        };
        assert_eq!(got, "0123456789[200 10]");
        let got = curled(&["-w", write, "--etag-compare", tag, &url]).unwrap();
        assert_eq!(got, "[304 0]");
        // A date is asked with too, if a file has it.
        let file = folder.file("a.txt");
        let got = curled(&["-w", write, "-z", file.to_str().unwrap(), &url]);
        assert_eq!(got.unwrap(), "[304 0]");
        fs::write(&file, "changed").unwrap();
        let got = curled(&["-w", write, "--etag-compare", tag, &url]).unwrap();
        assert_eq!(got, "changed[200 7]");
    });
}

#[test]
fn curl_is_told_to_go_on_before_it_sends_a_body() {
    let folder = Folder::new().unwrap();
    let file = folder.file("large");
    fs::write(&file, large()).unwrap();
    let data = format!("@{}", file.to_str().unwrap());
    let expect = ["-H", "Expect: 100-continue", "--expect100-timeout", "15"];
    let sending = move |address: SocketAddr| {
        let url = format!("http://{address}/up");
        let words = [&expect[..], &["-v", "--data-binary", &data, &url]].concat();
        curl(&words)
    };
    let send = sending.clone();
    with_application(echo, move |address, _| {
        let Some(output) = send(address) else { return };
        assert!(stderr(&output).contains("< HTTP/1.1 100 Continue"));
        assert!(output.stdout == [b"POST /up\n", &*large()].concat());
    });
    // Nobody reads it, so it isn't asked for, and not sent.
    with_application(refuse, move |address, _| {
        let Some(output) = sending(address) else {
            return;
        };
        let told = stderr(&output);
        assert!(!told.contains("100 Continue"), "{told}");
        assert!(told.contains("< HTTP/1.1 403 Forbidden"), "{told}");
        assert!(stdout(&output).contains("not here"));
    });
}

#[test]
fn curl_sends_a_body_in_chunks() {
    let folder = Folder::new().unwrap();
    let file = folder.file("large");
    fs::write(&file, large()).unwrap();
    with_application(echo, move |address, _| {
        let url = format!("http://{address}/up");
        let chunked = ["-H", "Transfer-Encoding: chunked"];
        let words = [&chunked[..], &["-T", file.to_str().unwrap(), &url]].concat();
        let Some(output) = curl(&words) else { return };
        assert!(output.stdout == [b"PUT /up\n", &*large()].concat());
        let two = [&chunked[..], &["-d", "a=b", &url, &url]].concat();
        assert_eq!(curled(&two).unwrap(), "POST /up\na=bPOST /up\na=b");
    });
}

#[test]
fn curl_speaks_the_older_version_too() {
    let (_folder, files) = site();
    with_application(files, |address, _| {
        let url = format!("http://{address}/a.txt");
        let write = "[%{http_code} %{num_connects}]";
        let Some(got) = curled(&["--http1.0", "-w", write, &url, &url]) else {
            return;
        };
        // Nobody said that the connection should be kept.
        assert_eq!(got, "0123456789[200 1]0123456789[200 1]");
    });
}

#[test]
fn pythons_client_keeps_a_connection_for_everything() {
    const PROGRAM: &str = r#"
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=15)

def ask(method, target, **more):
    connection.request(method, target, **more)
    response = connection.getresponse()
    return response.status, response.read(), response.headers

assert ask("GET", "/a")[:2] == (200, b"GET /a\n")
port = connection.sock.getsockname()
status, body, headers = ask("HEAD", "/a")
assert (status, body, headers["Content-Length"]) == (200, b"", "8")
assert ask("POST", "/b", body=b"x" * 300_000)[1] == b"POST /b\n" + b"x" * 300_000
# An iterator has no length, and is sent in chunks.
chunks = (b"y" * size for size in range(1, 300))
sent = b"y" * sum(range(1, 300))
assert ask("PUT", "/c", body=chunks, encode_chunked=True,
           headers={"Transfer-Encoding": "chunked"})[1] == b"PUT /c\n" + sent
assert connection.sock.getsockname() == port
"#;
    with_application(echo, |address, lines| {
        let Some(mut python) = python(PROGRAM) else {
            return;
        };
        python.arg(address.port().to_string());
        let output = run(python);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(lines.try_iter().count(), 4);
    });
}

#[test]
fn pythons_urllib_follows_us_and_raises_what_we_refuse() {
    const PROGRAM: &str = r#"
import sys, urllib.error, urllib.request
here = f"http://127.0.0.1:{sys.argv[1]}/"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
with opener.open(here + "folder", timeout=15) as response:
    assert response.url == here + "folder/", response.url
    assert response.read().startswith(b"<p>A folder.")
    assert response.headers.get_content_type() == "text/html"
with opener.open(here + "large", timeout=15) as response:
    assert len(response.read()) == int(response.headers["Content-Length"])
for path in ["nothing", "%2e%2e/a.txt", "a.txt/"]:
    try:
        opener.open(here + path, timeout=15)
    except urllib.error.HTTPError as error:
        assert error.code in (400, 404), (path, error)
    else:
        raise AssertionError(path)
"#;
    let (_folder, files) = site();
    with_application(files, |address, _| {
        let Some(mut python) = python(PROGRAM) else {
            return;
        };
        python.arg(address.port().to_string());
        let output = run(python);
        assert!(output.status.success(), "{}", stderr(&output));
    });
}

#[test]
fn wget_mirrors_a_site_and_then_lacks_nothing() {
    let (folder, files) = site();
    with_application(files, move |address, lines| {
        let mirror = folder.file("mirror");
        let mirrored = || {
            let mut wget = tool("wget")?;
            let target = mirror.to_str().unwrap();
            wget.args(["--no-config", "--no-proxy", "--no-verbose", "--mirror"]);
            wget.args(["--tries=1", "-nH", "-P", target]);
            wget.arg(format!("http://{address}/"));
            Some(run(wget))
        };
        let Some(output) = mirrored() else { return };
        assert!(output.status.success(), "{}", stderr(&output));
        let same = |ours: &str, theirs: &Path| {
            let ours = fs::read(folder.file(ours)).unwrap();
            assert!(ours == fs::read(theirs).unwrap(), "{}", theirs.display());
        };
        same("index.html", &mirror.join("index.html"));
        same("a.txt", &mirror.join("a.txt"));
        same("a.txt", &mirror.join("a.txt?x=1&y"));
        let page = Path::new("folder/index.html");
        same(page.to_str().unwrap(), &mirror.join(page));
        let statuses = |lines: &Receiver<String>| {
            let lines: Vec<String> = lines.try_iter().collect();
            let count =
                |status| lines.iter().filter(|line| line.contains(status)).count();
            (count(" 200 "), count(" 304 "))
        };
        // A fifth request is for robots.txt, which isn't there.
        assert_eq!(statuses(lines), (4, 0));
        // The files have our dates, and it asks whether something is newer. A page that
        // isn't, it doesn't look into again.
        assert!(mirrored().unwrap().status.success());
        assert_eq!(statuses(lines), (0, 1));
    });
}

#[test]
fn our_client_gets_what_pythons_server_has() {
    let (folder, _) = site();
    let root = folder.file("a.txt").parent().unwrap().to_owned();
    const PROGRAM: &str = r#"
import functools, http.server, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
handler = functools.partial(Handler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(f"listening on 127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"#;
    let Some(mut python) = python(PROGRAM) else {
        return;
    };
    python.arg(root).stderr(std::process::Stdio::null());
    with_server(python, move |address, _| {
        let got = |path: &str, method: Method| {
            let url: Url = format!("http://{address}{path}").parse().unwrap();
            let options = Options {
                method,
                ..Options::default()
            };
            let answer = get(&url, &options, |_| ()).unwrap();
            let status = answer.head.status.code();
            let mut body = Vec::new();
            let target = answer.url.target();
            answer.copy_to(&mut body).unwrap();
            (status, target, body)
        };
        let (status, _, body) = got("/a.txt", Method::Get);
        assert_eq!((status, &body[..]), (200, &b"0123456789"[..]));
        assert!(got("/large", Method::Get).2 == large());
        assert_eq!(got("/a.txt", Method::Head).2, b"");
        let (status, target, body) = got("/folder", Method::Get);
        assert_eq!((status, &*target), (200, "/folder/"));
        assert!(body.starts_with(b"<p>A folder."));
        assert_eq!(got("/nothing", Method::Get).0, 404);
    });
    drop(folder);
}
