//! Where the templates and fonts of letters are.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::papers::Printing;

#[derive(Debug, Args)]
pub struct PapersPlace {
    /// 文书模板文件夹：其中的文件代替内置的同名模板
    #[arg(long, value_name = "DIR", env = "TONGCHOU_TEMPLATES")]
    templates: Option<PathBuf>,
    /// 字体文件夹：先于系统字体使用，如仿宋_GB2312、方正小标宋
    #[arg(long, value_name = "DIR", env = "TONGCHOU_FONTS")]
    fonts: Option<PathBuf>,
    /// 读者访问本系统的地址，用于文书的二维码和外发通知中的链接（默认为监听地址）
    #[arg(long, value_name = "URL", env = "TONGCHOU_ADDRESS")]
    address: Option<String>,
}

impl PapersPlace {
    /// Where readers find this system.
    pub fn base(&self, listening: SocketAddr) -> String {
        let address = self.address.clone();
        address.unwrap_or_else(|| format!("http://{listening}"))
    }

    /// Fails where a template cannot be used. Without fonts all else works, which
    /// is said once.
    pub fn open(self, listening: SocketAddr) -> anyhow::Result<Arc<Printing>> {
        for (says, folder) in [("文书模板", &self.templates), ("字体", &self.fonts)] {
            if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
                anyhow::bail!("{says}文件夹 {} 不存在", folder.display());
            }
        }
        let address = self.base(listening);
        let printing = Arc::new(Printing::new(self.templates, self.fonts, &address));
        printing
            .papers()
            .map_err(|fault| anyhow::anyhow!("文书模板不能使用：{fault}"))?;
        let ready = printing.clone();
        std::thread::spawn(move || {
            if let Err(lacks) = ready.press() {
                eprintln!("不能生成PDF：{lacks}。其他功能和Word版文书不受影响；安装后重新启动。");
            }
        });
        Ok(printing)
    }
}
