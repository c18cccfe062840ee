//! Another server process on the store of these tests, and a console that listens to what is new.

use super::{Console, World, app_on, open};
use std::sync::Arc;
use sync_server::app::App;
use sync_server::store::postgres::PostgresStore;

impl World {
    /// Another server process on the same store.
    pub fn another_process(&self) -> Arc<App> {
        match &self.address {
            Some(address) => app_on(Box::new(PostgresStore::open(address, 4).unwrap()), self.folder.path()),
            None => open(self.folder.path()),
        }
    }
}

impl Console {
    /// The same browser at another address: cookies know no port.
    pub fn at(&self, url: &str) -> Console {
        Console { client: self.client.clone(), url: url.to_owned() }
    }

    /// Listens to what is new, from after a message on.
    pub async fn listen(&self, last: Option<&str>) -> reqwest::Response {
        let mut request = self.client.get(format!("{}/v1/events", self.url));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        request.send().await.unwrap()
    }
}
