use super::*;

const FIRST: &str = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);";
const SECOND: &str = "CREATE TABLE b (y INTEGER) STRICT; INSERT INTO b SELECT x + 1 FROM a;";
const BROKEN: &str = "CREATE TABLE c (z INTEGER) STRICT; INSERT INTO nowhere VALUES (1);";

fn database(migrations: &'static [&'static str]) -> Database {
    Database { file: "test.sqlite", application: 42, migrations, page_size: 4096, secure_delete: false }
}

fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_older_file_is_brought_to_the_newest_schema() {
    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), &[database(&[FIRST])]).unwrap();
    let connection = open_writer(dir.path(), &database(&[FIRST, SECOND])).unwrap();
    assert_eq!((number(&connection, "SELECT y FROM b"), number(&connection, "PRAGMA user_version")), (8, 2));
    drop(connection);
    // Once, and not again.
    let connection = open_writer(dir.path(), &database(&[FIRST, SECOND])).unwrap();
    assert_eq!(number(&connection, "SELECT count(*) FROM b"), 1);
    drop(connection);
    let older = open_writer(dir.path(), &database(&[FIRST]));
    assert!(matches!(older, Err(OpenError::Version { found: 2, known: 1, .. })));
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    create(dir.path(), &[database(&[FIRST])]).unwrap();
    assert!(open_writer(dir.path(), &database(&[FIRST, SECOND, BROKEN])).is_err());
    let connection = open_writer(dir.path(), &database(&[FIRST])).unwrap();
    assert_eq!(number(&connection, "SELECT count(*) FROM sqlite_schema"), 1);
}

#[test]
fn a_store_that_cannot_be_made_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let other = Database { file: "other.sqlite", ..database(&[FIRST]) };
    assert!(create(dir.path(), &[other, database(&[FIRST, BROKEN])]).is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    create(dir.path(), &[database(&[FIRST])]).unwrap();
}

#[test]
fn a_store_that_was_not_made_completely_does_not_open() {
    let dir = tempfile::tempdir().unwrap();
    // What a kill leaves of a file before its schema is committed.
    fs::write(dir.path().join("test.sqlite"), "").unwrap();
    assert!(matches!(open_writer(dir.path(), &database(&[FIRST])), Err(OpenError::Foreign(_))));
    assert!(matches!(create(dir.path(), &[database(&[FIRST])]), Err(OpenError::Exists(_))));
}

/// The file that is written to find room is one that the system never finds room for.
#[cfg(target_os = "linux")]
#[test]
fn a_device_that_fails_for_want_of_room_is_said_to_be_full() {
    let dir = tempfile::tempdir().unwrap();
    let failed = || StoreFault::Device("disk I/O error".into());
    assert_eq!(cause(dir.path(), failed()), failed());
    std::os::unix::fs::symlink("/dev/full", dir.path().join("room.probe")).unwrap();
    assert_eq!(cause(dir.path(), failed()), StoreFault::Full);
    let full = io::Error::from_raw_os_error(28);
    assert!(matches!(super::failed(dir.path(), &full), OpenError::Failed { what, .. } if what.contains("full")));
}
