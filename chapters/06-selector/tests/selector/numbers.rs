//! The numbers of this process's descriptors, which all tests share: `select` can wait
//! for those below 1,024 alone. So whoever takes many, and whoever needs a low one,
//! don't run at the same time.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

static NUMBERS: RwLock<()> = RwLock::new(());

/// For a test that takes a few descriptors and may use `select`.
pub fn few() -> RwLockReadGuard<'static, ()> {
    NUMBERS.read().unwrap_or_else(PoisonError::into_inner)
}

/// For a test that takes hundreds of descriptors, in this process.
pub fn many() -> RwLockWriteGuard<'static, ()> {
    NUMBERS.write().unwrap_or_else(PoisonError::into_inner)
}
