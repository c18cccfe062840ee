//! The memory that connections of one file share: the index of its WAL.

use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::sync::{Mutex, PoisonError};

/// Regions of memory that stay where they are as long as anybody has them.
pub struct Shm {
    regions: Mutex<Vec<Region>>,
}

struct Region {
    begin: *mut u8,
    layout: Layout,
}

// SAFETY: the memory belongs to the region until it is dropped. Who reads and writes it when is
// SQLite's business, kept in order by the slots and barriers, as with memory mapped from a file.
unsafe impl Send for Region {}

impl Shm {
    /// No memory yet.
    pub fn new() -> Shm {
        Shm { regions: Mutex::new(Vec::new()) }
    }

    /// Where a region begins; null when it isn't there and shall not be made.
    pub fn region(&self, index: usize, size: usize, make: bool) -> *mut u8 {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        while make && regions.len() <= index {
            regions.push(Region::new(size));
        }
        regions.get(index).map_or(std::ptr::null_mut(), |region| region.begin)
    }
}

impl Region {
    fn new(size: usize) -> Region {
        let layout = Layout::from_size_align(size.max(1), 16).unwrap_or(Layout::new::<[u128; 2048]>());
        // SAFETY: the layout is not empty.
        let begin = unsafe { alloc_zeroed(layout) };
        if begin.is_null() {
            handle_alloc_error(layout);
        }
        Region { begin, layout }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: made with this layout in `new`, and given away only as long as the region lives.
        unsafe { dealloc(self.begin, self.layout) }
    }
}
