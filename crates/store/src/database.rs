//! Connections, and all in which SQLite and PostgreSQL differ. Every other
//! module sends the same SQL text to both.

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Row, Transaction};

use crate::error::{Result, StoreError};

pub(crate) type Tx = Transaction<'static, Any>;

/// One writer at a time appends to the log, in whichever process it runs.
const LOG_LOCK: &str = "SELECT pg_advisory_xact_lock(7308332183)";
/// Sign-ins are counted one at a time, or many at once would all be admitted.
const SIGN_IN_LOCK: &str = "SELECT pg_advisory_xact_lock(7308332184)";
/// A person's quota is counted one upload at a time.
const UPLOAD_LOCK: &str = "SELECT pg_advisory_xact_lock(7308332185)";
/// What falls due is worked out by one server at a time.
const DUTY_LOCK: &str = "SELECT pg_advisory_xact_lock(7308332186)";
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY";
/// Without the journal mode: setting it may write.
const SQLITE_READ_SETTINGS: &str = "PRAGMA busy_timeout = 60000; PRAGMA temp_store = MEMORY; \
     PRAGMA query_only = ON";
/// A rebuild or a large batch may hold the only writing connection for long.
const PATIENCE: Duration = Duration::from_mins(2);
const READERS: u32 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Condition: `column` contains the text bound at `$place`.
    pub(crate) fn contains(self, column: &str, place: usize) -> String {
        match self {
            Self::Sqlite => format!("instr({column}, ${place}) > 0"),
            Self::Postgres => format!("strpos({column}, ${place}) > 0"),
        }
    }

    fn begin_write(self) -> &'static str {
        match self {
            // a deferred transaction that turns into a writer fails when
            // another writer came first
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// 1 where a store has been set up, 0 elsewhere.
    fn count_tables(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_versions'",
            Self::Postgres => {
                "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'schema_versions' \
                 AND schemaname = ANY (current_schemas(false))"
            }
        }
    }

    fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

/// What opening may do to what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Make the database if it is not there.
    Create,
    /// Write to a database that is there.
    Write,
    /// Read one that is there, be it on a medium that cannot be written.
    Read,
}

#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub dialect: Dialect,
    readers: AnyPool,
    /// On SQLite a single connection: writers queue here instead of polling
    /// the lock of the file.
    writers: AnyPool,
}

impl Database {
    pub(crate) async fn open(url: &str, access: Access) -> Result<Self> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(path.strip_prefix("//").unwrap_or(path), access).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url, access).await
        } else {
            // what stands before the first colon: the rest may hold a password
            let scheme = url.split(':').next().unwrap_or_default();
            Err(StoreError::UnknownUrl(scheme.to_owned()))
        }
    }

    async fn open_sqlite(path: &str, access: Access) -> Result<Self> {
        if path.is_empty() || path == ":memory:" {
            return Err(StoreError::UnknownUrl(format!("sqlite:{path}")));
        }
        if access == Access::Create {
            if let Some(folder) = Path::new(path).parent() {
                std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
            }
        } else if !Path::new(path).is_file() {
            return Err(StoreError::Absent(path.to_owned()));
        }
        let database = if access == Access::Read {
            Self::read_sqlite(path).await?
        } else {
            Self::write_sqlite(path, access).await?
        };
        database.expect_tables(access, path).await
    }

    async fn write_sqlite(path: &str, access: Access) -> Result<Self> {
        let mode = if access == Access::Create {
            "rwc"
        } else {
            "rw"
        };
        let url = format!("sqlite:{}?mode={mode}", percent_encoded(path));
        // a pool would try a file that is no database again and again
        probe(&url).await?;
        let settings = [SQLITE_SETTINGS, "PRAGMA query_only = OFF"];
        let writers = sqlite_pool(1, &url, settings).await?;
        let settings = [SQLITE_SETTINGS, "PRAGMA query_only = ON"];
        let readers = sqlite_pool(READERS, &url, settings).await?;
        Ok(Self {
            dialect: Dialect::Sqlite,
            readers,
            writers,
        })
    }

    /// SQLite keeps two files beside a database even to read it. Where they
    /// cannot be made, the file is read by itself; never when a journal that
    /// holds the newest events lies beside it.
    async fn read_sqlite(path: &str) -> Result<Self> {
        let url = format!("sqlite:{}?mode=ro", percent_encoded(path));
        let settings = [SQLITE_READ_SETTINGS];
        let (url, probe) = match probe(&url).await {
            Err(error) if has_journal(path) => return Err(error),
            Err(_) => {
                let url = format!("{url}&immutable=1");
                let probe = probe(&url).await;
                (url, probe)
            }
            Ok(()) => (url, Ok(())),
        };
        probe?;
        let pool = sqlite_pool(READERS, &url, settings).await?;
        Ok(Self {
            dialect: Dialect::Sqlite,
            readers: pool.clone(),
            writers: pool,
        })
    }

    /// Unless it may be made: refuses a database without the tables of a store.
    async fn expect_tables(self, access: Access, place: &str) -> Result<Self> {
        if access == Access::Create {
            return Ok(self);
        }
        let found: i64 = sqlx::query(self.dialect.count_tables())
            .fetch_one(&self.readers)
            .await?
            .try_get(0)?;
        if found == 0 {
            self.close().await;
            return Err(StoreError::Absent(place.to_owned()));
        }
        Ok(self)
    }

    async fn open_postgres(url: &str, access: Access) -> Result<Self> {
        // an acknowledged append must survive whatever the server's default is
        let settings = if access == Access::Read {
            "SET default_transaction_read_only = on"
        } else {
            "SET synchronous_commit = on"
        };
        let pool = AnyPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .after_release(|connection, _| Box::pin(usable(connection)))
            .after_connect(move |connection, _| Box::pin(run(connection, settings)))
            .connect(url)
            .await?;
        let database = Self {
            dialect: Dialect::Postgres,
            readers: pool.clone(),
            writers: pool,
        };
        // the address may hold a password
        database.expect_tables(access, "postgres").await
    }

    pub(crate) fn readers(&self) -> &AnyPool {
        &self.readers
    }

    /// A transaction that sees one state of the database throughout.
    pub(crate) async fn begin_read(&self) -> Result<Tx> {
        Ok(self.readers.begin_with(self.dialect.begin_read()).await?)
    }

    pub(crate) async fn begin_write(&self) -> Result<Tx> {
        Ok(self.writers.begin_with(self.dialect.begin_write()).await?)
    }

    /// A writing transaction that alone may touch log and projections.
    pub(crate) async fn begin_log_write(&self) -> Result<Tx> {
        self.begin_locked(LOG_LOCK).await
    }

    /// A writing transaction that alone may count sign-ins.
    pub(crate) async fn begin_sign_in(&self) -> Result<Tx> {
        self.begin_locked(SIGN_IN_LOCK).await
    }

    /// A writing transaction that alone may count uploads.
    pub(crate) async fn begin_upload(&self) -> Result<Tx> {
        self.begin_locked(UPLOAD_LOCK).await
    }

    /// A writing transaction that alone may change what falls due.
    pub(crate) async fn begin_duties(&self) -> Result<Tx> {
        self.begin_locked(DUTY_LOCK).await
    }

    /// On SQLite whoever writes is alone as it is.
    async fn begin_locked(&self, lock: &'static str) -> Result<Tx> {
        let mut tx = self.begin_write().await?;
        if self.dialect == Dialect::Postgres {
            sqlx::query(lock).execute(&mut *tx).await?;
        }
        Ok(tx)
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

async fn sqlite_pool<const N: usize>(
    size: u32,
    url: &str,
    settings: [&'static str; N],
) -> Result<AnyPool> {
    let pool = AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(usable(connection)))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for sql in settings {
                    run(connection, sql).await?;
                }
                Ok(())
            })
        })
        .connect(url)
        .await?;
    Ok(pool)
}

/// Whether a connection given back may be used again. When a database ends a
/// transaction by itself, as SQLite does on a full disk, rolling back fails
/// and the connection counts as inside a transaction ever after: such a one is
/// closed, and the next writer gets a fresh one.
async fn usable(connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // a rollback may still be on its way: wait for it
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Reads once through a connection of its own.
async fn probe(url: &str) -> Result<()> {
    let mut connection = AnyConnection::connect(url).await?;
    sqlx::query(Dialect::Sqlite.count_tables())
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}

fn has_journal(path: &str) -> bool {
    let journal = PathBuf::from(format!("{path}-wal"));
    // one that cannot be looked at may hold something
    journal.metadata().map_or_else(
        |error| error.kind() != std::io::ErrorKind::NotFound,
        |journal| journal.len() > 0,
    )
}

async fn run(connection: &mut AnyConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sql).execute(connection).await.map(|_| ())
}

/// A path may hold Chinese, spaces, `?` and `#`.
fn percent_encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
