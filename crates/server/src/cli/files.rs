//! Where files are kept, and the command that looks into one of them.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use tongchou_store::Quota;

use super::database::Place;
use crate::files::{self, Examiner, Files, Limits, S3, Wanted, examine_here};

#[derive(Debug, Args)]
pub struct FilesPlace {
    /// 文件存放处：文件夹，或 s3://桶/前缀（默认为数据文件夹中的 files）
    #[arg(long = "files-at", value_name = "PLACE", env = "TONGCHOU_FILES")]
    at: Option<String>,
    /// 一个文件最大多少 MB
    #[arg(long, value_name = "MB", default_value_t = 500, env = "TONGCHOU_LARGEST_FILE",
        value_parser = clap::value_parser!(u64).range(1..=10_000))]
    largest_file: u64,
    /// 无法读取内容的文档（如设有密码）也予接收；默认不接收
    #[arg(long, env = "TONGCHOU_ACCEPT_UNREADABLE")]
    accept_unreadable: bool,
    /// S3 服务地址，如 `https://minio.example:9000`
    #[arg(long, value_name = "URL", env = "TONGCHOU_S3_ENDPOINT")]
    s3_endpoint: Option<String>,
    /// S3 区域
    #[arg(
        long,
        value_name = "NAME",
        default_value = "us-east-1",
        env = "TONGCHOU_S3_REGION"
    )]
    s3_region: String,
    /// 签发 S3 服务证书的机构证书（PEM）
    #[arg(long, value_name = "FILE", env = "TONGCHOU_S3_CA")]
    s3_ca: Option<PathBuf>,
}

const MEGABYTE: u64 = 1024 * 1024;

impl FilesPlace {
    pub fn open(&self, place: &Place) -> anyhow::Result<Files> {
        let parts = place.data.join("uploads");
        Files::open(
            &self.place(place)?,
            &parts,
            self.limits(),
            Examiner::this()?,
        )
        .context("文件存放处打不开")
    }

    /// To read files that must be there already.
    pub fn open_to_read(&self, place: &Place) -> anyhow::Result<Files> {
        let parts = place.data.join("uploads");
        Files::open_to_read(
            &self.place(place)?,
            &parts,
            self.limits(),
            Examiner::this()?,
        )
        .context("文件存放处打不开")
    }

    fn limits(&self) -> Limits {
        let usual = Limits::default();
        let largest = self.largest_file * MEGABYTE;
        Limits {
            largest,
            quota: Quota {
                bytes: usual.quota.bytes.max(largest * 4),
                ..usual.quota
            },
            accept_unread: self.accept_unreadable,
            ..usual
        }
    }

    fn place(&self, place: &Place) -> anyhow::Result<files::Place> {
        let Some(at) = &self.at else {
            return Ok(files::Place::Folder(place.data.join("files")));
        };
        let Some(bucket) = at.strip_prefix("s3://") else {
            return Ok(files::Place::Folder(PathBuf::from(at)));
        };
        let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        if bucket.is_empty() {
            bail!("s3:// 之后应为桶的名称");
        }
        Ok(files::Place::S3(S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            access_key: secret("TONGCHOU_S3_ACCESS_KEY")?,
            secret_key: secret("TONGCHOU_S3_SECRET_KEY")?,
            authority: self.s3_ca.clone(),
        }))
    }
}

/// From the environment, or from the file that `NAME_FILE` names.
pub(super) fn secret(name: &str) -> anyhow::Result<String> {
    if let Ok(value) = std::env::var(name) {
        return Ok(value);
    }
    let file = std::env::var(format!("{name}_FILE"))
        .with_context(|| format!("请设环境变量 {name}，或在 {name}_FILE 中写明存放它的文件"))?;
    let text = std::fs::read_to_string(&file).with_context(|| file.clone())?;
    Ok(text.trim().to_owned())
}

#[derive(Debug, Args)]
pub struct Examine {
    file: PathBuf,
    answer: PathBuf,
    #[arg(long)]
    name: String,
    #[arg(long)]
    accept_unread: bool,
    #[arg(long, conflicts_with = "accept_unread")]
    text: bool,
}

impl Examine {
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let accept_unread = self.accept_unread;
        let wanted = if self.text {
            Wanted::Text
        } else {
            Wanted::Verdict { accept_unread }
        };
        examine_here(&self.file, &self.answer, &self.name, wanted)?;
        Ok(ExitCode::SUCCESS)
    }
}
