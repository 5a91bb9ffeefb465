"""A llama.cpp server on a free loopback port: `server.py MODEL.gguf`. Prints its address; ends with its standard input."""

import sys

import xllamacpp

settings = xllamacpp.CommonParams()
settings.model.path = sys.argv[1]
settings.port = 0
settings.n_ctx = 4096
settings.n_parallel = 2
settings.n_threads_http = 4
settings.cpuparams.n_threads = 1
settings.endpoint_metrics = True
settings.use_jinja = True
settings.warmup = False
server = xllamacpp.Server(settings)
print(server.listening_address, flush=True)
sys.stdin.read()
