//! What can go wrong, in words that may be shown to the person who asked.

use std::path::PathBuf;

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A letter lacks something that its template demands: label and name.
    #[error("{paper}缺少：{label}（{name}）")]
    Missing {
        /// Name of the letter.
        paper: String,
        /// Label of the variable.
        label: String,
        /// Name of the variable.
        name: String,
    },
    /// A value is not of the sort that its template declares.
    #[error("{paper}的{label}（{name}）应为{wanted}")]
    Sort {
        /// Name of the letter.
        paper: String,
        /// Label of the variable.
        label: String,
        /// Name of the variable.
        name: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// A template cannot be used.
    #[error("模板{file}有误：{fault}")]
    Template {
        /// File name.
        file: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A folder of templates or fonts cannot be read.
    #[error("无法读取{}：{source}", path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Fonts that every machine must have are not installed.
    #[error("缺少中文字体{file}，请安装Debian软件包{package}：apt-get install {package}")]
    Font {
        /// The font's file.
        file: &'static str,
        /// The Debian package that has it.
        package: &'static str,
    },
    /// The typesetter refused, with its messages; a fault of a layout file.
    #[error("排版失败：{0}")]
    Typeset(String),
    /// The Word document could not be written.
    #[error("Word文件生成失败：{0}")]
    Word(String),
    /// The address does not fit into a QR code.
    #[error("核验链接过长，无法生成二维码")]
    Code,
}
