//! The only unsafe part: SQLite's table of C functions for file systems, on top of [`State`].
//!
//! Every function here does nothing but turn pointers into Rust values, call the state, and turn the
//! outcome into SQLite's number.

use super::lock;
use super::locks::Level;
use super::shm::Shm;
use super::state::{Change, Refused, State};
use rusqlite::ffi;
use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A moment for SQL that asks for one; Weige's doesn't. Julian day in milliseconds.
const FIXED_NOW: i64 = 212_627_894_400_000;
const LONGEST_NAME: c_int = 512;

/// The disks in use, by the number that stands in their VFS. SQLite may still look at a VFS after it
/// was taken away, so the VFS itself (some 200 bytes) is never freed, and holds nothing but a number.
static MOUNTED: Mutex<BTreeMap<u64, Arc<Mutex<State>>>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(1);

fn mounted() -> MutexGuard<'static, BTreeMap<u64, Arc<Mutex<State>>>> {
    MOUNTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A VFS that is known to SQLite as long as this lives.
pub struct Registered {
    id: u64,
    name: CString,
    vfs: *mut ffi::sqlite3_vfs,
}

// SAFETY: the pointer is only given back to SQLite, which locks its list of VFSs itself.
unsafe impl Send for Registered {}
// SAFETY: as above; nothing is changed through a shared reference.
unsafe impl Sync for Registered {}

impl Registered {
    /// Makes a VFS of a name of its own known to SQLite.
    pub fn new(state: &Arc<Mutex<State>>) -> Registered {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        mounted().insert(id, Arc::clone(state));
        lock(state).mount(id);
        let name = CString::new(format!("sim-{id}")).unwrap_or_default();
        let vfs = Box::into_raw(Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: size_of::<File>() as c_int,
            mxPathname: LONGEST_NAME,
            pNext: std::ptr::null_mut(),
            zName: name.clone().into_raw(),
            pAppData: std::ptr::without_provenance_mut(id as usize),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: Some(last_error),
            xCurrentTimeInt64: Some(current_time_int64),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        }));
        // SAFETY: the VFS is whole, and is never freed.
        let done = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
        assert_eq!(done, ffi::SQLITE_OK, "SQLite takes a VFS as long as it has memory");
        Registered { id, name, vfs }
    }

    pub fn id(&self) -> u64 {
        self.id
    }

    pub fn name(&self) -> &str {
        self.name.to_str().unwrap_or_default()
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // SAFETY: it was registered in `new`, and once.
        unsafe { ffi::sqlite3_vfs_unregister(self.vfs) };
        if let Some(state) = mounted().remove(&self.id) {
            lock(&state).unmount(self.id);
        }
    }
}

/// What SQLite keeps for an open file: its own head, and our half behind it.
#[repr(C)]
struct File {
    head: ffi::sqlite3_file,
    open: *mut Open,
}

struct Open {
    state: Arc<Mutex<State>>,
    handle: u64,
    /// Kept as long as this connection may point into it, also after a crash made new memory.
    memory: Option<Arc<Shm>>,
}

impl Open {
    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock_file),
    xUnlock: Some(unlock_file),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn number<T>(outcome: Result<T, Refused>, fault: c_int) -> c_int {
    match outcome {
        Ok(_) => ffi::SQLITE_OK,
        Err(Refused::Busy) => ffi::SQLITE_BUSY,
        Err(Refused::Full) => ffi::SQLITE_FULL,
        Err(Refused::Missing) => ffi::SQLITE_CANTOPEN,
        Err(Refused::Dead) => fault,
    }
}

/// The process a VFS belongs to.
///
/// # Safety
/// SQLite passes the VFS that was registered.
unsafe fn process(vfs: *mut ffi::sqlite3_vfs) -> (u64, Option<Arc<Mutex<State>>>) {
    // SAFETY: see above.
    let id = unsafe { (*vfs).pAppData }.addr() as u64;
    (id, mounted().get(&id).cloned())
}

/// A name as SQLite passes it; None for a nameless file.
///
/// # Safety
/// SQLite passes null or a string that ends with zero and lives as long as the call.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: see above.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

/// Our half of an open file.
///
/// # Safety
/// SQLite passes files that `open` filled, and none after `close`; no two threads use one at once.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Open {
    // SAFETY: see above.
    unsafe { &mut *(*file.cast::<File>()).open }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for a `File`, a valid VFS and name, and null or a place for flags.
    unsafe {
        (*file).pMethods = std::ptr::null();
        let (mount, state) = process(vfs);
        let Some(state) = state else { return ffi::SQLITE_CANTOPEN };
        let is = |flag: c_int| flags & flag != 0;
        let (create, new) = (is(ffi::SQLITE_OPEN_CREATE), is(ffi::SQLITE_OPEN_EXCLUSIVE));
        let passing = is(ffi::SQLITE_OPEN_DELETEONCLOSE);
        let opened = lock(&state).open(mount, text(name), create, create && new, passing);
        let Ok(handle) = opened else { return ffi::SQLITE_CANTOPEN };
        (*file.cast::<File>()).open = Box::into_raw(Box::new(Open { state, handle, memory: None }));
        (*file).pMethods = &METHODS;
        if !flags_out.is_null() {
            *flags_out = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once; the box was made in `open`.
    let open = unsafe { Box::from_raw((*file.cast::<File>()).open) };
    open.state().close(open.handle);
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    to: *mut c_void,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives an open file and a buffer of this length.
    let (open, buffer) =
        unsafe { (opened(file), std::slice::from_raw_parts_mut(to.cast::<u8>(), count as usize)) };
    match open.state().read(open.handle, at as u64, buffer) {
        Ok(there) if there == buffer.len() => ffi::SQLITE_OK,
        Ok(_) => ffi::SQLITE_IOERR_SHORT_READ,
        refused => number(refused, ffi::SQLITE_IOERR_READ),
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite gives an open file and a buffer of this length.
    let (open, bytes) =
        unsafe { (opened(file), std::slice::from_raw_parts(from.cast::<u8>(), count as usize)) };
    number(open.state().change(open.handle, &Change::Write(at as u64, bytes)), ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, len: ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives an open file.
    let open = unsafe { opened(file) };
    number(open.state().change(open.handle, &Change::Truncate(len as u64)), ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    let open = unsafe { opened(file) };
    number(open.state().change(open.handle, &Change::Sync), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives an open file and a place for the size.
    let open = unsafe { opened(file) };
    let len = open.state().len(open.handle);
    if let Ok(len) = len {
        // SAFETY: as above.
        unsafe { *size = len as ffi::sqlite3_int64 };
    }
    number(len, ffi::SQLITE_IOERR_FSTAT)
}

unsafe extern "C" fn lock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    let open = unsafe { opened(file) };
    number(open.state().lock(open.handle, Level::of(level)), ffi::SQLITE_IOERR_LOCK)
}

unsafe extern "C" fn unlock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite gives an open file.
    let open = unsafe { opened(file) };
    open.state().unlock(open.handle, Level::of(level));
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved(file: *mut ffi::sqlite3_file, held: *mut c_int) -> c_int {
    // SAFETY: SQLite gives an open file and a place for the answer.
    let open = unsafe { opened(file) };
    let reserved = open.state().reserved(open.handle);
    if let Ok(reserved) = reserved {
        // SAFETY: as above.
        unsafe { *held = c_int::from(reserved) };
    }
    number(reserved, ffi::SQLITE_IOERR_CHECKRESERVEDLOCK)
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    super::SECTOR as c_int
}

unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    // As on Linux: a torn write doesn't harm bytes beside it.
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    make: c_int,
    to: *mut *mut c_void,
) -> c_int {
    // SAFETY: SQLite gives an open file and a place for the pointer.
    unsafe {
        *to = std::ptr::null_mut();
        let open = opened(file);
        if open.memory.is_none() {
            let memory = open.state().memory(open.handle);
            match memory {
                Ok(memory) => open.memory = Some(memory),
                refused => return number(refused, ffi::SQLITE_IOERR_SHMMAP),
            }
        }
        if let Some(memory) = &open.memory {
            *to = memory.region(region as usize, size as usize, make != 0).cast();
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: SQLite gives an open file.
    let open = unsafe { opened(file) };
    let takes = flags & ffi::SQLITE_SHM_LOCK != 0;
    let alone = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
    let outcome = open.state().slots(open.handle, first as usize, count as usize, takes.then_some(alone));
    number(outcome, ffi::SQLITE_IOERR_SHMLOCK)
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: SQLite gives an open file, and doesn't use its pointers into the memory any more.
    let open = unsafe { opened(file) };
    open.state().leave_memory(open.handle);
    open.memory = None;
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, durable: c_int) -> c_int {
    // SAFETY: SQLite gives a registered VFS and a name.
    let ((mount, state), name) = unsafe { (process(vfs), text(name)) };
    let (Some(state), Some(name)) = (state, name) else { return ffi::SQLITE_IOERR_DELETE };
    let deleted = lock(&state).delete(mount, name, durable != 0);
    match deleted {
        Err(Refused::Missing) => ffi::SQLITE_IOERR_DELETE_NOENT,
        outcome => number(outcome, ffi::SQLITE_IOERR_DELETE),
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    _flags: c_int,
    there: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a registered VFS and a name.
    let ((mount, state), name) = unsafe { (process(vfs), text(name)) };
    let (Some(state), Some(name)) = (state, name) else { return ffi::SQLITE_IOERR_ACCESS };
    let exists = lock(&state).exists(mount, name);
    if let Ok(exists) = exists {
        // SAFETY: SQLite gives a place for the answer.
        unsafe { *there = c_int::from(exists) };
    }
    number(exists, ffi::SQLITE_IOERR_ACCESS)
}

unsafe extern "C" fn full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    to: *mut c_char,
) -> c_int {
    // SAFETY: SQLite gives a name and this much room for it.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr().cast(), to, bytes.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(vfs: *mut ffi::sqlite3_vfs, count: c_int, to: *mut c_char) -> c_int {
    // SAFETY: SQLite gives a registered VFS and a buffer of this length.
    let ((_, state), buffer) =
        unsafe { (process(vfs), std::slice::from_raw_parts_mut(to.cast::<u8>(), count as usize)) };
    match state {
        Some(state) => lock(&state).dice.fill(buffer),
        None => buffer.fill(0),
    }
    count
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    // Time stands still here; others may go on.
    std::thread::yield_now();
    microseconds
}

unsafe extern "C" fn current_time(_: *mut ffi::sqlite3_vfs, to: *mut f64) -> c_int {
    // SAFETY: SQLite gives a place for the time.
    unsafe { *to = FIXED_NOW as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn current_time_int64(_: *mut ffi::sqlite3_vfs, to: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives a place for the time.
    unsafe { *to = FIXED_NOW };
    ffi::SQLITE_OK
}

unsafe extern "C" fn last_error(_: *mut ffi::sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}
