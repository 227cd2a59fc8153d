//! By what is found things are told apart: kinds of things, and how large projects are.

macro_rules! kinds {
    ($($kind:ident $number:literal $key:literal $label:literal;)*) => {
        /// What kind of thing is found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($kind,)* }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];
            pub fn number(self) -> u64 { match self { $(Self::$kind => $number,)* } }
            pub fn key(self) -> &'static str { match self { $(Self::$kind => $key,)* } }
            pub fn label(self) -> &'static str { match self { $(Self::$kind => $label,)* } }
        }
    };
}

kinds! {
    Project 1 "project" "项目";
    File 2 "file" "文件";
    Event 3 "event" "办理记录";
    Article 4 "article" "办法条文";
    Interpretation 5 "interpretation" "条文解释";
    Design 6 "design" "顶层设计条目";
    Platform 7 "platform" "共性平台";
    Result 8 "result" "项目成果";
    Agency 9 "agency" "第三方机构";
    CatalogueItem 10 "catalogue_item" "购买服务目录";
    Expert 11 "expert" "专家";
    Meeting 12 "meeting" "会商";
}

impl Kind {
    pub fn of(number: u64) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.number() == number)
    }

    /// A project before what was said of it.
    pub fn weights() -> Vec<(u64, f32)> {
        let weight = |kind: &Self| match kind {
            Self::Project => 2.0,
            Self::File => 0.8,
            Self::Event => 0.5,
            _ => 1.2,
        };
        Self::ALL
            .iter()
            .map(|kind| (kind.number(), weight(kind)))
            .collect()
    }
}

/// How large a project is: bands to choose from, no limit of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub key: &'static str,
    pub label: &'static str,
    /// Whole fen, below which a project belongs here.
    below: i64,
}

const WAN: i64 = 1_000_000;

impl Band {
    pub const ALL: [Self; 4] = [
        Self {
            key: "1",
            label: "50万元以下",
            below: 50 * WAN,
        },
        Self {
            key: "2",
            label: "50万至200万元",
            below: 200 * WAN,
        },
        Self {
            key: "3",
            label: "200万至1000万元",
            below: 1000 * WAN,
        },
        Self {
            key: "4",
            label: "1000万元以上",
            below: i64::MAX,
        },
    ];

    pub(super) fn of(fen: i64) -> Option<u64> {
        let mut bands = (1..).zip(Self::ALL);
        bands
            .find(|(_, band)| fen > 0 && fen < band.below)
            .map(|(number, _)| number)
    }
}
