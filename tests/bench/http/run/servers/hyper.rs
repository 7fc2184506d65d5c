//! A server of files on hyper, as its guides have one: a task for each connection, a
//! service for each request. It does for each request what chapter 8's has to do: it
//! opens the file, asks for its length and its time, and reads it. It does so in the
//! thread that serves, as ours does; a thread elsewhere, as tokio's own files have it,
//! costs more than a file that is in memory anyway.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http_body_util::Full;
use http_server::{date, media_type};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_MODIFIED_SINCE,
    LAST_MODIFIED,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::ready;

pub(crate) fn serve_in_current_thread(folder: PathBuf) -> io::Result<()> {
    serve(folder, &Builder::new_current_thread().enable_all().build()?)
}

pub(crate) fn serve_in_many_threads(folder: PathBuf) -> io::Result<()> {
    serve(folder, &Builder::new_multi_thread().enable_all().build()?)
}

fn serve(folder: PathBuf, runtime: &Runtime) -> io::Result<()> {
    let folder: Arc<Path> = folder.into();
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        ready(listener.local_addr()?)?;
        // In a task too: what `block_on` itself waits for is woken more slowly.
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let folder = Arc::clone(&folder);
                let service = service_fn(move |request| {
                    let answer = answer(&folder, &request);
                    async { Ok::<_, Infallible>(answer) }
                });
                // With the deadline for heads that hyper has, as ours has one.
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .serve_connection(TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        accepting.await.map_err(io::Error::other)?
    })
}

fn answer(folder: &Path, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    file(folder, request).unwrap_or_else(|error| {
        let mut response = Response::new(Full::from(error.to_string()));
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    })
}

fn file(
    folder: &Path,
    request: &Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let name = request.uri().path().trim_start_matches('/');
    // Nothing but the names of our files, which are on the same level.
    if request.method() != Method::GET || name.contains('/') {
        return Err(io::ErrorKind::NotFound.into());
    }
    let path = folder.join(name);
    let mut file = File::open(&path)?;
    let metadata = file.metadata()?;
    let changed = metadata.modified()?;
    let tag = format!("\"{:x}\"", metadata.len());
    let value = |text: &str| HeaderValue::from_str(text).map_err(io::Error::other);
    let changed = value(&date::format(changed))?;
    let mut response = Response::new(Full::default());
    if request.headers().get(IF_MODIFIED_SINCE) == Some(&changed) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        let mut content = vec![0; metadata.len() as usize];
        file.read_exact(&mut content)?;
        *response.body_mut() = Full::from(content);
        let kind = value(media_type::of(name))?;
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    let headers = response.headers_mut();
    headers.insert(LAST_MODIFIED, changed);
    headers.insert(ETAG, value(&tag)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
