//! One unit begins to use what another one built (article 28).

use serde_json::json;

use super::district::act;
use crate::app::App;

/// Units that look for something to use, the first that did not build it itself.
const ADOPTERS: [&str; 2] = ["weijianwei", "minzhengju"];

/// The earliest result in the catalogue is adopted by a unit that does not see its project.
pub async fn share(app: &App) -> anyhow::Result<()> {
    let world = app.world().await?;
    // by its day: ids differ from one district to the next
    let results = world.registers.results.values();
    let Some(entry) = results.min_by_key(|entry| entry.registered_on) else {
        return Ok(());
    };
    for who in ADOPTERS {
        if super::district::actor(app, who).await?.body == entry.unit {
            continue;
        }
        let input = json!({
            "result": entry.result, "undertaking": true, "purpose": "在本单位部署使用，不另行建设同类系统",
        });
        let id = uuid::Uuid::parse_str(&entry.id)?;
        act(app, who, "adopt_result", Some(id), &input).await?;
        break;
    }
    Ok(())
}
