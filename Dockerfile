# The tool as an image: docker build -t rateproof . && docker run --rm rateproof run
# Swift's runtime is linked in, so that the second stage needs no Swift.
FROM swift:6.3-bookworm AS build
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY profiles profiles
RUN swift build -c release --static-swift-stdlib --product rateproof \
    && install -D --strip .build/release/rateproof /out/rateproof

FROM debian:bookworm-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home rateproof \
    && install -d -o rateproof /work
COPY --from=build /out/rateproof /usr/local/bin/rateproof
USER 10001
# Reports are written to reports/ below; mount a folder that the user may write to: -v "$PWD/reports:/work/reports"
WORKDIR /work
ENTRYPOINT ["rateproof"]
CMD ["run"]
