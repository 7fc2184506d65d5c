//! A place for each key, which is locked until its answer is there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_server::{Application, Body, Headers, Request, Response, Status};

/// What each key has got, if it has been answered.
type Places = HashMap<String, Arc<Mutex<Option<Given>>>>;

/// The same application, which does nothing twice that has a key.
pub fn once(application: Arc<dyn Application>) -> Arc<dyn Application> {
    let places: Mutex<Places> = Mutex::default();
    Arc::new(move |request: &mut Request<'_>| {
        let Some(key) = request.head.headers.get("Idempotency-Key") else {
            return application.respond(request);
        };
        let place = Arc::clone(lock(&places).entry(key.to_owned()).or_default());
        let mut place = lock(&place);
        if let Some(given) = &*place {
            return Ok(given.again());
        }
        let response = application.respond(request)?;
        *place = Given::of(&response);
        Ok(response)
    })
}

/// A response that can be given again.
struct Given {
    status: Status,
    headers: Headers,
    body: Vec<u8>,
}

impl Given {
    fn of(response: &Response) -> Option<Self> {
        let body = match &response.body {
            Body::Empty => Vec::new(),
            Body::Bytes(bytes) => bytes.clone(),
            Body::Stream { .. } => return None,
        };
        let (status, headers) = (response.status, response.headers.clone());
        Some(Self {
            status,
            headers,
            body,
        })
    }

    fn again(&self) -> Response {
        Response {
            status: self.status,
            headers: self.headers.clone(),
            body: Body::Bytes(self.body.clone()),
        }
    }
}

/// Whoever has panicked has left nothing half done: a place is filled in one piece.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
