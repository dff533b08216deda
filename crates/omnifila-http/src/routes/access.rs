//! Signing in, the people who may, what they prefer, and the installation's own settings.

use super::{Endpoint, Size};
use crate::api::v1::{preferences, session, sessions, settings, setup, users};
use crate::auth::Scope::Admin;
use crate::openapi::schema::{Parameter, paged};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut all = signing_in();
    all.extend(people());
    all.extend(arranging());
    all
}

fn signing_in() -> Vec<Endpoint> {
    const TAG: &str = "session";
    vec![
        Endpoint::get("/api/v1/setup", setup::show)
            .public()
            .says("setup", "Whether nobody can sign in yet")
            .answer(200, "SetupState"),
        Endpoint::post("/api/v1/setup", setup::begin)
            .public()
            .says(
                "setup",
                "Adds the first person, an administrator, and signs them in; needs the code that the service wrote on its machine",
            )
            .body("SetupInput")
            .answer(201, "Session")
            .refuses(&[401, 403, 429]),
        Endpoint::post("/api/v1/session", session::begin)
            .public()
            .says(TAG, "Signs in; sets the session's cookie")
            .body("SignIn")
            .answer(200, "Session")
            .refuses(&[401, 403, 429]),
        Endpoint::get("/api/v1/session", session::show)
            .person()
            .says(TAG, "Who is signed in, and what they may do")
            .answer(200, "Session"),
        Endpoint::delete("/api/v1/session", session::end)
            .person()
            .says(TAG, "Signs out")
            .empty(204),
        Endpoint::put("/api/v1/session/password", session::change_password)
            .person()
            .says(TAG, "Changes one's own password; other sessions end")
            .body("PasswordChange")
            .empty(204)
            .refuses(&[429]),
        Endpoint::get("/api/v1/sessions", sessions::list)
            .person()
            .says(TAG, "One's own sessions; for an administrator those of anybody")
            .query(
                [
                    vec![
                        Parameter::id("user_id", "Those of this person; for an administrator"),
                        Parameter::flag("all", "Those of everybody; for an administrator"),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "SessionPage"),
        Endpoint::delete("/api/v1/sessions/{id}", sessions::end)
            .person()
            .says(TAG, "Ends one of one's own sessions; for an administrator anybody's")
            .empty(204),
    ]
}

fn people() -> Vec<Endpoint> {
    const TAG: &str = "users";
    vec![
        Endpoint::get("/api/v1/users", users::list)
            .scope(Admin)
            .says(TAG, "Lists the people who may sign in")
            .query(paged())
            .answer(200, "UserPage"),
        Endpoint::post("/api/v1/users", users::create)
            .scope(Admin)
            .says(
                TAG,
                "Adds a person; their first password is shown in this answer only",
            )
            .body("UserInput")
            .answer(201, "UserMade")
            .refuses(&[409]),
        Endpoint::get("/api/v1/users/{id}", users::one)
            .scope(Admin)
            .says(TAG, "One person")
            .answer(200, "User"),
        Endpoint::patch("/api/v1/users/{id}", users::patch)
            .scope(Admin)
            .says(
                TAG,
                "Changes a person; one who is disabled is signed out everywhere",
            )
            .body("UserChange")
            .answer(200, "User")
            .refuses(&[409]),
        Endpoint::delete("/api/v1/users/{id}", users::delete)
            .scope(Admin)
            .says(TAG, "Removes a person; what they did stays on record")
            .query(vec![Parameter::text("reason", "Kept on record")])
            .empty(204)
            .refuses(&[409]),
        Endpoint::post("/api/v1/users/{id}/reset-password", users::reset_password)
            .scope(Admin)
            .says(
                TAG,
                "Gives a person a password for one use, shown in this answer only, and signs them out",
            )
            .maybe_body("PasswordReset")
            .answer(200, "UserMade"),
    ]
}

fn arranging() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/preferences", preferences::show)
            .person()
            .says("preferences", "What the person arranged on the screen")
            .answer(200, "Preferences"),
        Endpoint::put("/api/v1/preferences", preferences::keep)
            .person()
            .says(
                "preferences",
                "Replaces what the person arranged; an object of at most 16 KiB",
            )
            .body("Preferences")
            .answer(200, "Preferences"),
        Endpoint::get("/api/v1/settings", settings::show)
            .says("settings", "The company's name, zone and language")
            .answer(200, "Settings"),
        Endpoint::patch("/api/v1/settings", settings::change)
            .scope(Admin)
            .size(Size::Patch)
            .says("settings", "Changes the company's name, zone or language")
            .body("SettingsChange")
            .answer(200, "Settings"),
    ]
}
