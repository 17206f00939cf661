# attrsim in an image without Swift:  docker build -t attrsim . && docker run --rm -v "$PWD:/work" attrsim run shop.json
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    make libsqlite3-dev zlib1g-dev libzstd-dev tzdata && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make install PREFIX=/usr/local DESTDIR=/installed

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libsqlite3-0 zlib1g libzstd1 tzdata && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed/ /
WORKDIR /work
ENTRYPOINT ["attrsim"]
CMD ["--help"]
