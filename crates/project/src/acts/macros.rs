//! The one mechanism for acts: each is written once, and its command, its form
//! and its reading come from that.

/// Defines an act's command together with its form's fields.
///
/// `name: Type = required|optional KIND, "label", "article", "help";`
/// `files "label", "article", "help";` adds a field for files, named `files`.
/// `numbered "doc";` says that a letter tells of it, whose number is given when it
/// is stored.
/// A field added to an act that is stored already bears `#[serde(default)]`.
/// What stands under `computed` is no field of the form: the decision fills it in.
macro_rules! act {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $field:ident : $type:ty = $need:ident $kind:expr, $label:literal, $article:literal, $help:literal;)*
    } $(files $files_label:literal, $files_article:literal, $files_help:literal;)? $(numbered $numbered_doc:literal;)? $(computed { $($extra:ident : $extra_type:ty, $extra_doc:literal;)* })?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(#[doc = $label] $(#[$about])* pub $field: $type,)*
            $(#[doc = $files_label] #[serde(default, skip_serializing_if = "Vec::is_empty")] pub files: Vec<crate::file::File>,)?
            $(#[doc = $numbered_doc] #[serde(default)] pub issued_number: Option<String>,)?
            $($(#[doc = $extra_doc] #[serde(default)] pub $extra: $extra_type,)*)?
        }

        impl $name {
            pub const FIELDS: &'static [crate::fields::FieldSpec] = &[$(crate::fields::FieldSpec {
                name: stringify!($field),
                label: $label,
                kind: $kind,
                required: crate::acts::macros::need!($need),
                help: $help,
                article: $article,
            },)* $(crate::fields::FieldSpec {
                name: "files",
                label: $files_label,
                kind: crate::fields::FieldKind::Files,
                required: false,
                help: $files_help,
                article: $files_article,
            },)?];

            /// The files handed in with it.
            pub fn files(&self) -> &[crate::file::File] {
                crate::acts::macros::files!(self $($files_label)?)
            }

            /// The number of the letter that tells of it.
            pub fn issued_number(&self) -> Option<&str> {
                crate::acts::macros::issued_number!(self $($numbered_doc)?)
            }
        }
    };
}

macro_rules! files {
    ($form:ident) => {
        &[]
    };
    ($form:ident $label:literal) => {
        &$form.files
    };
}

macro_rules! issued_number {
    ($form:ident) => {
        None
    };
    ($form:ident $doc:literal) => {
        $form.issued_number.as_deref()
    };
}

macro_rules! need {
    (required) => {
        true
    };
    (optional) => {
        false
    };
}

/// The list of all acts: the command, the event that records it, and the
/// aggregate both belong to.
///
/// `Aggregate creates|on Command "act_key" => Event "event_kind" version;`
macro_rules! catalogue {
    ($($aggregate:ident $creates:ident $command:ident $key:literal => $event:ident $kind:literal $version:literal;)*) => {
        /// A command, read and checked for form.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command {
            $($command(Box<$command>),)*
        }

        /// What happened. An event carries what its command handed in and what the
        /// decision computed from it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Happened {
            $($event(Box<$command>),)*
        }

        /// Every act's form.
        pub fn act_specs() -> &'static [ActSpec] {
            const SPECS: &[ActSpec] = &[$(ActSpec {
                key: $key,
                aggregate: crate::acts::macros::kind_of!($aggregate),
                creates: crate::acts::macros::creates!($creates),
                fields: $command::FIELDS,
            },)*];
            SPECS
        }

        impl Command {
            /// The act's key in the regulation.
            pub fn key(&self) -> &'static str {
                match self {
                    $(Self::$command(_) => $key,)*
                }
            }

            /// The event that records the command once it is permitted.
            pub(crate) fn recorded(self) -> Happened {
                match self {
                    $(Self::$command(content) => Happened::$event(content),)*
                }
            }

            pub(crate) fn typed(key: &str, clean: serde_json::Value) -> Result<Self, String> {
                match key {
                    $($key => serde_json::from_value(clean)
                        .map(|content| Self::$command(Box::new(content)))
                        .map_err(|error| error.to_string()),)*
                    _ => Err(format!("no act {key}")),
                }
            }

            pub(crate) fn step(&self) -> &dyn AnyStep {
                match self {
                    $(Self::$command(content) => content.as_ref(),)*
                }
            }

            pub(crate) fn step_mut(&mut self) -> &mut dyn AnyStep {
                match self {
                    $(Self::$command(content) => content.as_mut(),)*
                }
            }
        }

        impl Happened {
            /// The stored kind and the version written now.
            pub fn kind(&self) -> (&'static str, u32) {
                match self {
                    $(Self::$event(_) => ($kind, $version),)*
                }
            }

            /// The act that leads to it.
            pub fn act(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => $key,)*
                }
            }

            /// The files that were handed in.
            pub fn files(&self) -> &[crate::file::File] {
                match self {
                    $(Self::$event(content) => content.files(),)*
                }
            }

            /// The number of the letter that tells of it, where one was given.
            pub fn issued_number(&self) -> Option<&str> {
                match self {
                    $(Self::$event(content) => content.issued_number(),)*
                }
            }

            pub(crate) fn content(&self) -> Result<serde_json::Value, serde_json::Error> {
                match self {
                    $(Self::$event(content) => serde_json::to_value(content),)*
                }
            }

            /// Reads the content of a kind in the version written now.
            pub(crate) fn current(kind: &str, version: u32, content: serde_json::Value) -> Option<Result<Self, serde_json::Error>> {
                match (kind, version) {
                    $(($kind, $version) => Some(serde_json::from_value(content).map(|content| Self::$event(Box::new(content)))),)*
                    _ => None,
                }
            }

            pub(crate) fn step(&self) -> &dyn AnyStep {
                match self {
                    $(Self::$event(content) => content.as_ref(),)*
                }
            }
        }

        /// What is known of an act before its form is filled in.
        pub(crate) fn before_command(key: &str) -> Option<Before> {
            match key {
                $($key => Some(Before::of::<$command>()),)*
                _ => None,
            }
        }
    };
}

macro_rules! creates {
    (creates) => {
        true
    };
    (on) => {
        false
    };
}

macro_rules! kind_of {
    (Project) => {
        "project"
    };
    (Design) => {
        "design"
    };
    (Platform) => {
        "platform"
    };
    (CatalogueItem) => {
        "catalogue_item"
    };
    (Agency) => {
        "agency"
    };
    (Expert) => {
        "expert"
    };
    (Meeting) => {
        "meeting"
    };
    (Selection) => {
        "selection"
    };
    (Interpretation) => {
        "interpretation"
    };
    (Setting) => {
        "setting"
    };
    (Synonyms) => {
        "synonyms"
    };
}

pub(crate) use {act, catalogue, creates, files, issued_number, kind_of, need};
