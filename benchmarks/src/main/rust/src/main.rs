//! What Weir is compared with in Rust: hyper for HTTP, Tokio alone for TCP and UDP echo.
//! Arguments: the port, and h1, tcp or udp.

use hyper::header::{HeaderValue, CONTENT_TYPE, SERVER};
use hyper::service::{make_service_fn, service_fn};
use hyper::{Body, Request, Response, StatusCode};
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

const COPY_BYTES: usize = 64 << 10;

#[derive(serde::Serialize)]
struct Message {
    message: &'static str,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (port, mode) = match arguments.as_slice() {
        [port, mode] => (port.parse()?, mode.as_str()),
        _ => return Err("arguments: PORT h1|tcp|udp".into()),
    };
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    match mode {
        "h1" => serve_http(address).await?,
        "tcp" => echo_streams(address).await?,
        "udp" => echo_datagrams(address).await?,
        _ => return Err("the modes are h1, tcp and udp".into()),
    }
    Ok(())
}

async fn serve_http(address: SocketAddr) -> hyper::Result<()> {
    let service = make_service_fn(|_| async { Ok::<_, hyper::Error>(service_fn(handle)) });
    hyper::Server::bind(&address)
        .tcp_nodelay(true)
        .http1_pipeline_flush(true)
        .serve(service)
        .await
}

async fn handle(request: Request<Body>) -> hyper::Result<Response<Body>> {
    Ok(match request.uri().path() {
        "/plaintext" => ok("text/plain; charset=utf-8", Body::from("Hello, World!")),
        "/json" => {
            let message = Message { message: "Hello, World!" };
            let encoded = serde_json::to_vec(&message).expect("a string can be encoded");
            ok("application/json", Body::from(encoded))
        }
        "/echo" => {
            let body = hyper::body::to_bytes(request.into_body()).await?;
            ok("application/octet-stream", Body::from(body))
        }
        _ => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    })
}

fn ok(content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(SERVER, HeaderValue::from_static("hyper"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

async fn echo_streams(address: SocketAddr) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // A client that goes away ends its own task, and nothing else.
        tokio::spawn(echo_stream(stream));
    }
}

async fn echo_stream(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            count => stream.write_all(&buffer[..count]).await?,
        }
    }
}

async fn echo_datagrams(address: SocketAddr) -> io::Result<()> {
    let socket = UdpSocket::bind(address).await?;
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        let (count, peer) = socket.recv_from(&mut buffer).await?;
        socket.send_to(&buffer[..count], peer).await?;
    }
}
