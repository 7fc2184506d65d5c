"""An echo server on asyncio's streams, as Python's documentation has one."""

import asyncio

from common import ready

BUFFER_SIZE = 64 * 1024


async def echo(reader, writer):
    try:
        while data := await reader.read(BUFFER_SIZE):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=128)
    ready(server.sockets[0].getsockname())
    async with server:
        await server.serve_forever()


asyncio.run(main())
