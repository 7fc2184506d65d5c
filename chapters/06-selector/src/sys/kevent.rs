//! What a queue of macOS or FreeBSD is told and tells: `struct kevent`, in numbers.

/// There is something to read.
pub(crate) const EVFILT_READ: i16 = -1;
/// There is room to write.
pub(crate) const EVFILT_WRITE: i16 = -2;

pub(crate) const EV_ADD: u16 = 0x1;
pub(crate) const EV_DELETE: u16 = 0x2;
/// Answer this change, even if it went well.
pub(crate) const EV_RECEIPT: u16 = 0x40;
/// This is such an answer: `data` is 0, or the error's number.
pub(crate) const EV_ERROR: u16 = 0x4000;
/// The peer has ended its side. `fflags` is the error by which, or 0.
pub(crate) const EV_EOF: u16 = 0x8000;

/// A `struct kevent`: a filter of a descriptor, as a change or as an event.
#[repr(C)]
#[cfg_attr(target_os = "macos", repr(packed(4)))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kevent {
    /// The descriptor. With the filter it says which entry of the queue this is.
    pub(crate) ident: usize,
    pub(crate) filter: i16,
    pub(crate) flags: u16,
    pub(crate) fflags: u32,
    pub(crate) data: i64,
    /// Ours. (In C it's a pointer, which nobody follows.)
    pub(crate) udata: usize,
    #[cfg(target_os = "freebsd")]
    pub(crate) ext: [u64; 4],
}
