//! The centre as this station calls it: one method a call.

use crate::ambient;
use crate::call_error::{CallError, Unreached};
use crate::feed::Feed;
use crate::station::{Station, read, write};
use crate::tls::{self, JudgedByBestTime};
use connect_courier::{ANSWER_MAX, Answering, TokenSource, read_json};
use connect_engine::acts::{
    Answer, Call, CallerState, ENROLMENT_MAX, Enrolment, EnrolmentRequest, LogStatus, PageTaken,
    RosterPage, confirm_time,
};
use connect_engine::ids::TokenId;
use connect_engine::key::base64url;
use connect_engine::oauth::{CLIENT_CREDENTIALS, JWT_BEARER_CLIENT};
use connect_engine::time::Timestamp;
use connect_engine::token::{AssertionClaims, Kind, sign};
use reqwest::header::{ACCEPT, CONTENT_TYPE, DATE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A token is renewed so long before it ends.
const EARLY: Duration = Duration::from_secs(30);

/// How long a feed may be read: while something comes, there is no end.
const HELD: Duration = Duration::from_hours(24);

/// How long an assertion is good for.
const ASSERTION_S: i64 = 60;

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    #[serde(default)]
    detail: String,
}

#[derive(Deserialize)]
struct TokenRefusal {
    error: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: u64,
}

/// What every call of this program goes through.
#[derive(Debug, Clone)]
pub struct Http {
    /// The client.
    pub client: Client,
    judge: Arc<JudgedByBestTime>,
}

/// The client that every call of this program goes through.
///
/// # Errors
/// If the machine has no usable TLS.
pub fn http_client(station: &Arc<Station>) -> anyhow::Result<Http> {
    let (config, judge) = tls::config(Arc::clone(station))?;
    let client = Client::builder()
        .tls_backend_preconfigured(config)
        .timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        // A held line says every few seconds that it is still there.
        .read_timeout(PATIENCE)
        // A redirect would carry tokens and codes to whom it likes.
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    Ok(Http { client, judge })
}

/// The centre that this station has joined.
pub struct Centre {
    station: Arc<Station>,
    http: Client,
    judge: Arc<JudgedByBestTime>,
    token: Mutex<Option<(String, Instant)>>,
    /// What a 401 has told of the time: it counts though the disk has no room for it.
    told: Mutex<Option<Timestamp>>,
}

impl Centre {
    /// Calls the centre of this station.
    pub fn new(station: Arc<Station>, http: Http) -> Self {
        Self {
            station,
            http: http.client,
            judge: http.judge,
            token: Mutex::new(None),
            told: Mutex::new(None),
        }
    }

    fn address(&self) -> &str {
        &self.station.home.centre
    }

    /// `POST /api/stations`.
    ///
    /// # Errors
    /// [`CallError`]
    pub async fn enrol(&self, request: &EnrolmentRequest) -> Result<Enrolment, CallError> {
        let url = format!("{}/api/stations", self.address());
        let response = self.send(self.http.post(url).json(request)).await?;
        let enrolment: Enrolment = self.json(response, ENROLMENT_MAX).await?;
        self.may_be(enrolment.time)?;
        Ok(enrolment)
    }

    /// Asks about a log, or sends records or a roster.
    ///
    /// # Errors
    /// [`CallError`]; what the centre says of the records is an answer.
    pub async fn ask(&self, call: &Call) -> Result<Answer, CallError> {
        let url = format!("{}/api/stations/records", self.address());
        let response = match call {
            Call::Status { log, caller } => {
                let CallerState { waiting, .. } = caller;
                let request = || {
                    // By these the centre places what was done: what a token took is none of it.
                    let now = ambient::now();
                    let query = [
                        ("log", log.to_string()),
                        ("wall", now.wall.millis().to_string()),
                        ("boot", now.boot.get().to_string()),
                        ("boot_id", base64url(&now.boot_id.0)),
                        ("waiting", waiting.to_string()),
                    ];
                    self.http.get(&url).query(&query)
                };
                self.authorised(request).await
            }
            Call::Send(batch) => self.authorised(|| self.http.post(&url).json(batch)).await,
            Call::HandUp { page, .. } => return self.hand_up(page).await,
            Call::Changes { .. } | Call::Listen { .. } => return Ok(Answer::Failed),
        };
        match response {
            Ok(response) => {
                let status: LogStatus = self.json(response, ANSWER_MAX).await?;
                self.may_be(status.time)?;
                Ok(Answer::Status(status))
            }
            Err(error) => error.as_answer().ok_or(error),
        }
    }

    async fn hand_up(&self, page: &RosterPage) -> Result<Answer, CallError> {
        let url = format!("{}/api/stations/roster", self.address());
        match self.authorised(|| self.http.post(&url).json(page)).await {
            // A centre of before says nothing of what it had already.
            Ok(response) if response.status() == StatusCode::NO_CONTENT => {
                Ok(Answer::HandedUp(PageTaken {
                    complete: false,
                    lines: 0,
                }))
            }
            Ok(response) => self.json(response, ANSWER_MAX).await.map(Answer::HandedUp),
            Err(error) => error.as_answer().ok_or(error),
        }
    }

    /// Begins to read an event's feed: all lines to its end, or whatever comes for as long as the
    /// centre holds the line.
    ///
    /// # Errors
    /// [`CallError`]; what the centre says of the cursor is an answer.
    pub async fn open_feed(&self, call: &Call) -> Result<Feed<'_>, CallError> {
        let (event, after, held) = match call {
            Call::Changes { event, after } => (event, after, false),
            Call::Listen { event, after } => (event, after, true),
            Call::Status { .. } | Call::Send(_) | Call::HandUp { .. } => {
                return Ok(Feed::saying(self, Answer::Failed));
            }
        };
        let accept = if held {
            "text/event-stream"
        } else {
            "application/x-ndjson"
        };
        let url = format!("{}/api/events/{event}/changes", self.address());
        let request = || {
            self.http
                .get(&url)
                .query(&[("after", after)])
                .header(ACCEPT, accept)
                .timeout(HELD)
        };
        match self.authorised(request).await {
            Ok(response) => Ok(Feed::of(self, response, held)),
            Err(error) => match error.as_answer() {
                Some(answer) => Ok(Feed::saying(self, answer)),
                None => Err(error),
            },
        }
    }

    /// Calls with a token. A 401 tells the centre's time: the station takes it and tries once
    /// more with another token.
    async fn authorised(
        &self,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Response, CallError> {
        let token = self.access_token().await?;
        let response = self.send(request().bearer_auth(token)).await;
        match response {
            Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED.as_u16()) => {
                let token = self.new_token().await?;
                self.send(request().bearer_auth(token)).await
            }
            other => other,
        }
    }

    async fn access_token(&self) -> Result<String, CallError> {
        let known = self.token.lock().await.clone();
        match known {
            Some((token, until)) if Instant::now() < until => Ok(token),
            _ => self.new_token().await,
        }
    }

    async fn new_token(&self) -> Result<String, CallError> {
        let best = read(&self.station, |act| Ok(act.best_time())).await?;
        let answer = match self.ask_token(best).await {
            Err(error) if error.status() == Some(StatusCode::UNAUTHORIZED.as_u16()) => {
                let told = *self.told.lock().await;
                self.ask_token(told.unwrap_or(best)).await?
            }
            other => other?,
        };
        let life = Duration::from_secs(answer.expires_in).saturating_sub(EARLY);
        let kept = (answer.access_token.clone(), Instant::now() + life);
        *self.token.lock().await = Some(kept);
        Ok(answer.access_token)
    }

    /// `client_credentials` with `private_key_jwt` (RFC 7523).
    async fn ask_token(&self, time: Timestamp) -> Result<TokenAnswer, CallError> {
        let home = &self.station.home;
        let claims = AssertionClaims {
            iss: home.client_id(),
            sub: home.client_id(),
            aud: home.centre.clone(),
            iat: time.secs(),
            exp: time.secs() + ASSERTION_S,
            jti: TokenId::new(time, &mut ambient::random()),
        };
        let assertion =
            sign(Kind::ClientAuthentication, &claims, &home.key).map_err(|_| CallError::Sign)?;
        let form = [
            ("grant_type", CLIENT_CREDENTIALS),
            ("client_assertion_type", JWT_BEARER_CLIENT),
            ("client_assertion", &assertion),
        ];
        let url = format!("{}/api/oauth2/token", self.address());
        let response = self.send(self.http.post(url).form(&form)).await?;
        self.json(response, ANSWER_MAX).await
    }

    /// Sends, and turns what isn't a success into an error.
    async fn send(&self, request: RequestBuilder) -> Result<Response, CallError> {
        let response = request
            .send()
            .await
            .map_err(|error| self.not_reached(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        if status == StatusCode::UNAUTHORIZED {
            self.take_time(&response).await?;
        }
        let kind = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let is_problem = kind.is_some_and(|kind| kind.starts_with("application/problem+json"));
        let status = status.as_u16();
        if !is_problem {
            return Err(if is_unknown_client(response).await {
                CallError::NotKnown
            } else {
                self.no_centre(status)
            });
        }
        match read_json(response, ANSWER_MAX).await {
            Ok(Problem {
                kind,
                title,
                detail,
            }) => Err(CallError::Refused {
                status,
                kind,
                title,
                detail,
            }),
            Err(_) => Err(self.no_centre(status)),
        }
    }

    async fn json<V: DeserializeOwned>(
        &self,
        response: Response,
        most: usize,
    ) -> Result<V, CallError> {
        let status = response.status().as_u16();
        read_json(response, most)
            .await
            .map_err(|_| self.no_centre(status))
    }

    /// Whether it may be what the centre says that it is. What it does at a time that is certainly
    /// wrong stands in its records and in ours for good: its answer counts for none.
    fn may_be(&self, told: Timestamp) -> Result<(), CallError> {
        let url = reqwest::Url::parse(self.address());
        let host = url.as_ref().ok().and_then(reqwest::Url::host_str);
        let host = host.map(|host| host.trim_matches(['[', ']']));
        if host.is_some_and(|host| self.judge.belies(host, told)) {
            return Err(CallError::WrongTime {
                centre: self.address().to_owned(),
            });
        }
        Ok(())
    }

    /// A `Date` is the centre's time to the second.
    async fn take_time(&self, response: &Response) -> Result<(), CallError> {
        let date = response
            .headers()
            .get(DATE)
            .and_then(|value| value.to_str().ok());
        let date = date.and_then(|text| jiff::fmt::rfc2822::parse(text).ok());
        if let Some(date) = date {
            let told = Timestamp::from_millis(date.timestamp().as_millisecond());
            self.may_be(told)?;
            *self.told.lock().await = Some(told);
            let kept = write(&self.station, move |act| {
                confirm_time(act.tx(), told, &ambient::now())
            });
            if let Err(error) = kept.await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the time isn't kept"
                );
            }
        }
        Ok(())
    }

    /// What answers isn't a centre.
    pub fn no_centre(&self, status: u16) -> CallError {
        CallError::NoCentre {
            centre: self.address().to_owned(),
            status,
        }
    }

    /// Nobody answered.
    pub fn not_reached(&self, error: &reqwest::Error) -> CallError {
        CallError::NotReached {
            centre: self.address().to_owned(),
            why: Unreached::of(error),
        }
    }
}

/// Whether an answer says that the centre knows no such client (RFC 6749, section 5.2).
async fn is_unknown_client(response: Response) -> bool {
    if response.status() != StatusCode::UNAUTHORIZED {
        return false;
    }
    let reading = read_json(response, ANSWER_MAX);
    // A held line's call has a day.
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(Ok(TokenRefusal { error })) => error == "invalid_client",
        _ => false,
    }
}

/// The relay takes its tokens from here.
impl TokenSource for Centre {
    fn token(&self) -> Answering<'_, Option<String>> {
        Box::pin(async move { self.access_token().await.ok() })
    }

    fn renew(&self) -> Answering<'_, Option<String>> {
        Box::pin(async move { self.new_token().await.ok() })
    }
}
