//! Looks for an answer, and keeps the one that it gets.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_server::{Application, Body, Headers, Request, Response, Status};

/// A response that can be given again.
type Given = (Status, Headers, Vec<u8>);

/// The same application, which does nothing twice that has a key.
pub fn once(application: Arc<dyn Application>) -> Arc<dyn Application> {
    let given: Mutex<HashMap<String, Given>> = Mutex::default();
    Arc::new(move |request: &mut Request<'_>| {
        let Some(key) = request.head.headers.get("Idempotency-Key") else {
            return application.respond(request);
        };
        let key = key.to_owned();
        if let Some((status, headers, body)) = lock(&given).get(&key) {
            return Ok(Response {
                status: *status,
                headers: headers.clone(),
                body: Body::Bytes(body.clone()),
            });
        }
        let response = application.respond(request)?;
        let body = match &response.body {
            Body::Empty => Vec::new(),
            Body::Bytes(bytes) => bytes.clone(),
            Body::Stream { .. } => return Ok(response),
        };
        let answer = (response.status, response.headers.clone(), body);
        lock(&given).insert(key, answer);
        Ok(response)
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
