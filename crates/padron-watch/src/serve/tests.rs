use super::*;
use std::fs;
use tokio::sync::oneshot;

/// Serves a directory; ends when what it gives is dropped.
pub(crate) async fn start(directory: PathBuf) -> (String, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        axum::serve(listener, router(directory)).with_graceful_shutdown(stopped).await.unwrap();
    });
    (address, stop)
}

#[tokio::test]
async fn only_the_files_of_a_log_are_served() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str| {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    };
    let served = [
        ("checkpoint", "text/plain; charset=utf-8", BRIEFLY),
        ("figures.json", "application/json", BRIEFLY),
        ("tile/0/000", "application/octet-stream", FOR_GOOD),
        ("tile/entries/x001/234.p/5", "application/octet-stream", FOR_GOOD),
        ("trust/2.json", "application/json", FOR_GOOD),
        ("statistics/17.json", "application/json", FOR_GOOD),
    ];
    let hidden = ["secret.json", "trust/02.json", "trust/2.jso", "tile/0/00", "tile/0/000.p/256", "log/checkpoint"];
    served.iter().map(|(path, ..)| *path).chain(hidden).for_each(write);
    fs::write(directory.path().parent().unwrap().join("checkpoint.outside"), "text").unwrap();
    let (address, _stop) = start(directory.path().join("")).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (path, content, cache) in served {
        let answer = client.get(format!("{address}/{path}")).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], content, "{path}");
        assert_eq!(answer.headers()["cache-control"], cache, "{path}");
        assert_eq!(answer.text().await.unwrap(), "text");
    }
    let nothing =
        ["", "trust", "trust/", "tile/0", "tile/0/001", "..%2fcheckpoint.outside", "trust/..%2f..%2fcheckpoint"];
    for path in hidden.into_iter().chain(nothing) {
        assert_eq!(client.get(format!("{address}/{path}")).send().await.unwrap().status(), 404, "{path}");
    }
    assert_eq!(client.post(format!("{address}/checkpoint")).send().await.unwrap().status(), 405);
    fs::remove_file(directory.path().parent().unwrap().join("checkpoint.outside")).unwrap();
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_served() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("checkpoint"), vec![b'x'; MAX_NOTE + 1]).unwrap();
    let (address, _stop) = start(directory.path().to_owned()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(format!("{address}/checkpoint")).send().await.unwrap().status(), 500);
}
