//! Where the bytes of files are kept: a folder, or a service that speaks S3.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore};

#[derive(Debug, Clone)]
pub enum Place {
    Folder(PathBuf),
    S3(S3),
}

/// The keys come from the environment or from files, never from the command
/// line, where every user of the machine could read them.
#[derive(Clone)]
pub struct S3 {
    pub bucket: String,
    pub prefix: String,
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
    /// A certificate (PEM) of the closed network's own authority.
    pub authority: Option<PathBuf>,
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("S3")
            .field("bucket", &self.bucket)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Place {
    /// Makes the folder, where it is one.
    pub(super) fn make(&self) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => std::fs::create_dir_all(folder)
                .with_context(|| format!("文件夹 {} 建不了", folder.display())),
            Self::S3(_) => Ok(()),
        }
    }

    pub(super) fn open(&self) -> anyhow::Result<Arc<dyn ObjectStore>> {
        match self {
            Self::Folder(folder) => {
                let store = LocalFileSystem::new_with_prefix(folder)
                    .with_context(|| folder.display().to_string())?
                    // an event that names a file must find it after a power cut
                    .with_fsync(true);
                Ok(Arc::new(store))
            }
            Self::S3(s3) => s3.open(),
        }
    }
}

impl S3 {
    fn open(&self) -> anyhow::Result<Arc<dyn ObjectStore>> {
        // fails where one is installed already: then that one serves
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut options = ClientOptions::new();
        if let Some(authority) = &self.authority {
            let pem = std::fs::read(authority).with_context(|| authority.display().to_string())?;
            let certificate = object_store::Certificate::from_pem(&pem)?;
            options = options.with_root_certificate(certificate);
        }
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.access_key)
            .with_secret_access_key(&self.secret_key);
        if let Some(endpoint) = &self.endpoint {
            options = options.with_allow_http(endpoint.starts_with("http://"));
            builder = builder
                .with_endpoint(endpoint)
                .with_virtual_hosted_style_request(false);
        }
        let store = builder.with_client_options(options).build()?;
        if self.prefix.is_empty() {
            return Ok(Arc::new(store));
        }
        Ok(Arc::new(PrefixStore::new(store, self.prefix.as_str())))
    }
}
