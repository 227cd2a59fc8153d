//! Connections, and all in which SQLite and PostgreSQL differ. Every other
//! module sends the same SQL text to both.

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};

use crate::error::{Result, StoreError};

pub(crate) type Tx = Transaction<'static, Any>;

/// One writer at a time appends to the log, in whichever process it runs.
const LOG_LOCK: &str = "SELECT pg_advisory_xact_lock(7308332183)";
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY";
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

    fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
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
    pub(crate) async fn open(url: &str) -> Result<Self> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(path.strip_prefix("//").unwrap_or(path)).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await
        } else {
            // what stands before the first colon: the rest may hold a password
            let scheme = url.split(':').next().unwrap_or_default();
            Err(StoreError::UnknownUrl(scheme.to_owned()))
        }
    }

    async fn open_sqlite(path: &str) -> Result<Self> {
        if path.is_empty() || path == ":memory:" {
            return Err(StoreError::UnknownUrl(format!("sqlite:{path}")));
        }
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
        }
        let url = format!("sqlite:{}?mode=rwc", percent_encoded(path));
        let writers = sqlite_pool(1, &url, "PRAGMA query_only = OFF").await?;
        let readers = sqlite_pool(READERS, &url, "PRAGMA query_only = ON").await?;
        Ok(Self {
            dialect: Dialect::Sqlite,
            readers,
            writers,
        })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let pool = AnyPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // an acknowledged append must survive whatever the
                    // server's default is
                    run(connection, "SET synchronous_commit = on").await
                })
            })
            .connect(url)
            .await?;
        Ok(Self {
            dialect: Dialect::Postgres,
            readers: pool.clone(),
            writers: pool,
        })
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
        let mut tx = self.begin_write().await?;
        if self.dialect == Dialect::Postgres {
            sqlx::query(LOG_LOCK).execute(&mut *tx).await?;
        }
        Ok(tx)
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

async fn sqlite_pool(size: u32, url: &str, mode: &'static str) -> Result<AnyPool> {
    let pool = AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                run(connection, SQLITE_SETTINGS).await?;
                run(connection, mode).await
            })
        })
        .connect(url)
        .await?;
    Ok(pool)
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
