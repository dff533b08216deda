//! People, their sessions, and the installation's settings.

use super::schema::{Property, flag, id, list, may, must, nullable, object, open, page, text, time, words};
use omnifila_store::catalogue::{LOCALES, Role};
use serde_json::{Value, json};

type Named = (&'static str, Value);

pub(super) fn schemas() -> Vec<(String, Value)> {
    let mut all = sessions();
    all.extend(users());
    all.extend(arranging());
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn role() -> Value {
    let words_of = Role::ALL.map(Role::word);
    words(
        &words_of,
        "viewer looks; operator works with the queue; billing also with templates, ladders, windows and calendars; admin all",
    )
}

fn password(doc: &str) -> Value {
    json!({ "type": "string", "minLength": 10, "maxLength": 256, "description": doc })
}

fn email() -> Value {
    json!({ "type": "string", "maxLength": 254, "description": "What the person signs in with" })
}

fn sessions() -> Vec<Named> {
    let scopes = words(
        &["read", "enqueue", "operate", "billing", "admin"],
        "What may be done",
    );
    let user = object(
        "The person",
        vec![
            must("id", id("The person")),
            must("name", text("Their name")),
            must("email", email()),
            must("role", role()),
        ],
    );
    let session = object(
        "A person who is signed in",
        vec![
            must("user", user),
            must("scopes", list(scopes, "What the role lets them do")),
            must(
                "must_change_password",
                flag("Nothing else opens before the password is changed"),
            ),
            must(
                "csrf_token",
                text("To be sent as X-CSRF-Token with what changes something"),
            ),
            must("expires_at", time("When the session ends, unless it is used")),
            must("company_name", text("The company; empty until somebody gives it")),
            must("time_zone", text("In which times are shown, as an IANA name")),
            must("locale", text("In which words and numbers are shown")),
            must("simulated_time", flag("Time stands still until it is moved")),
            must("demo", flag("Everything here is made up")),
            must("version", text("Of the service")),
            must("preferences", open("As the interface keeps them")),
        ],
    );
    let row = object(
        "One browser in which somebody is signed in",
        vec![
            must("id", id("The session")),
            must("user_id", id("The person")),
            must("user_name", text("Their name")),
            must("created_at", time("When it began")),
            must("last_seen_at", time("When it was used last, to the minute")),
            must("user_agent", text("What the browser says it is")),
            must("address", text("Where it signed in from")),
            must("current", flag("The one that asks")),
        ],
    );
    let sign_in = object(
        "Who signs in",
        vec![must("email", email()), must("password", text("Their password"))],
    );
    let change = object(
        "Another password",
        vec![
            must("current_password", text("The one until now")),
            must(
                "new_password",
                password("The one from now on; not the e-mail address"),
            ),
        ],
    );
    let setup = object(
        "The first person, an administrator",
        vec![
            must("name", text("Their name")),
            must("email", email()),
            must("password", password("Not the e-mail address")),
            must(
                "code",
                text("What the service wrote to standard error and to setup-code in its data folder"),
            ),
            may("company_name", nullable(text("The company"))),
            may("time_zone", nullable(text("An IANA time zone"))),
            may("locale", nullable(words(&LOCALES, "The language"))),
        ],
    );
    let needed = must("needed", flag("Nobody can sign in yet"));
    vec![
        ("Session", session),
        ("SessionRow", row),
        ("SessionPage", page("SessionRow")),
        ("SignIn", sign_in),
        ("PasswordChange", change),
        ("SetupInput", setup),
        ("SetupState", object("How far the installation is", vec![needed])),
    ]
}

fn users() -> Vec<Named> {
    let row: Vec<Property> = vec![
        must("id", id("The person")),
        must("name", text("Their name")),
        must("email", email()),
        must("role", role()),
        must("enabled", flag("They may sign in")),
        must(
            "must_change_password",
            flag("Their password was made for one use"),
        ),
        must("created_at", time("When they were added")),
        must("updated_at", time("When they were changed last")),
        must("last_sign_in_at", nullable(time("When they signed in last"))),
    ];
    let made = vec![must(
        "password",
        text("For one use, unless it was given; seen only here"),
    )];
    vec![
        ("User", object("A person who may sign in", row.clone())),
        ("UserPage", page("User")),
        (
            "UserMade",
            object("A person with a new password", [row, made].concat()),
        ),
        (
            "UserInput",
            object(
                "A person to add",
                vec![
                    must("name", text("Their name")),
                    must("email", email()),
                    must("role", role()),
                    may(
                        "enabled",
                        nullable(flag("They may sign in, which is the default")),
                    ),
                    may(
                        "password",
                        nullable(password(
                            "Theirs to keep; without it one for a single use is made",
                        )),
                    ),
                ],
            ),
        ),
        (
            "PasswordReset",
            object(
                "Another password for a person",
                vec![
                    may("reason", nullable(text("Kept on record"))),
                    may(
                        "password",
                        nullable(password(
                            "Theirs to keep; without it one for a single use is made",
                        )),
                    ),
                ],
            ),
        ),
        (
            "UserChange",
            object(
                "What to change of a person",
                vec![
                    may("name", text("Their name")),
                    may("email", email()),
                    may("role", role()),
                    may("enabled", flag("They may sign in")),
                ],
            ),
        ),
    ]
}

fn arranging() -> Vec<Named> {
    let locale = || words(&LOCALES, "The language");
    vec![
        ("Preferences", open("An object of the interface's own")),
        (
            "Settings",
            object(
                "The installation",
                vec![
                    must("company_name", text("The company; empty until somebody gives it")),
                    must("time_zone", text("An IANA time zone")),
                    must("locale", locale()),
                    must(
                        "public_url",
                        text("Where the world reaches this installation; empty until somebody says"),
                    ),
                ],
            ),
        ),
        (
            "SettingsChange",
            object(
                "What to change",
                vec![
                    may("company_name", text("The company")),
                    may("time_zone", text("An IANA time zone")),
                    may("locale", locale()),
                    may(
                        "public_url",
                        text(
                            "http:// or https:// and a host; files that providers load are served from there",
                        ),
                    ),
                ],
            ),
        ),
    ]
}
