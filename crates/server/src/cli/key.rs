//! The key that signs checkpoints: made here, kept by whoever runs the server
//! where the database's administrator cannot read it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use tongchou_store::{KeyError, Signer};

use super::say;
use crate::clock;

#[derive(Debug, Subcommand)]
pub enum Key {
    /// 生成 SM2 签名密钥：私钥写入 FILE，公钥写入 FILE.pub；不覆盖已有文件
    New(Named),
    /// 打印私钥文件的公钥和密钥编号
    Show(Named),
}

#[derive(Debug, Args)]
pub struct Named {
    /// 私钥文件（PKCS#8 的 PEM 文本）
    file: PathBuf,
    /// 签名者名称，不含空白
    #[arg(long, default_value = "tongchou", env = "TONGCHOU_LOG_SIGNER")]
    signer: String,
}

/// Who signs checkpoints, where somebody is to.
#[derive(Debug, Args)]
pub struct Signing {
    /// 为检查点签名的 SM2 私钥文件，由 tongchou key new 生成
    #[arg(long, value_name = "FILE", env = "TONGCHOU_LOG_KEY")]
    log_key: Option<PathBuf>,
    /// 签名者名称，不含空白
    #[arg(
        long,
        value_name = "NAME",
        default_value = "tongchou",
        env = "TONGCHOU_LOG_SIGNER"
    )]
    log_signer: String,
}

impl Signing {
    pub fn signer(&self) -> anyhow::Result<Option<Signer>> {
        let read = |path: &PathBuf| read(path, &self.log_signer);
        self.log_key.as_ref().map(read).transpose()
    }
}

impl Key {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::New(named) => new(&named)?,
            Self::Show(named) => {
                let signer = read(&named.file, &named.signer)?;
                say(signer.public_pem()?.trim_end())?;
                say(&format!(
                    "密钥编号 {}（签名者 {}）",
                    signer.key_id(),
                    signer.name()
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn new(named: &Named) -> anyhow::Result<()> {
    let signer = generate(&named.signer)?;
    let mut public = named.file.clone().into_os_string();
    public.push(".pub");
    let public = PathBuf::from(public);
    for path in [&named.file, &public] {
        if path.exists() {
            bail!("{} 已经存在，没有覆盖", path.display());
        }
    }
    write(&named.file, &signer.private_pem()?, 0o600)?;
    write(&public, &signer.public_pem()?, 0o644)?;
    say(&format!(
        "私钥 {}（只有本用户可读，请另行备份，不要放在数据文件夹中）\n公钥 {}\n密钥编号 {}（签名者 {}）",
        named.file.display(),
        public.display(),
        signer.key_id(),
        signer.name()
    ))?;
    Ok(())
}

/// One in 2^32 draws is no key; a few more are not asked for.
fn generate(name: &str) -> anyhow::Result<Signer> {
    for _ in 0..8 {
        match Signer::from_bytes(name, &clock::random()?) {
            Err(KeyError::Private) => {}
            made => return Ok(made?),
        }
    }
    bail!("没有得到可用的随机数")
}

fn write(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options
        .open(path)
        .with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn read(path: &Path, name: &str) -> anyhow::Result<Signer> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Signer::from_pem(name, &text).with_context(|| path.display().to_string())
}
