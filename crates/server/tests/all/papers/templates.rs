//! Templates as files of a deployment.

/// The built-in templates are written out to be changed, over nothing that is there; a
/// folder that is not there is told at the start.
#[test]
fn templates_are_written_out_to_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("templates");
    let run = |arguments: &[&str]| {
        let program = env!("CARGO_BIN_EXE_tongchou");
        let output = std::process::Command::new(program).args(arguments).output();
        output.unwrap()
    };
    let to = to.to_str().unwrap();
    assert!(run(&["export", "templates", to]).status.success());
    let letter = std::fs::read_to_string(format!("{to}/opinion_letter.toml")).unwrap();
    assert!(letter.contains("审查意见函"));
    let again = run(&["export", "templates", to]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("不是空文件夹"));
    let data = folder.path().join("data");
    let nowhere = folder.path().join("nowhere");
    let served = run(&[
        "serve",
        "--demo",
        "--data",
        data.to_str().unwrap(),
        "--listen",
        "127.0.0.1:0",
        "--templates",
        nowhere.to_str().unwrap(),
    ]);
    assert!(!served.status.success());
    assert!(String::from_utf8_lossy(&served.stderr).contains("文件夹"));
}
