-- Numbers figures and tables alike in HTML, DOCX and Typst, turns [@fig:x] and [@tbl:x] into links, and adds what each
-- format needs so that nobody is left out: alt text (pandoc's Typst writer drops it), equations in words, tables that
-- can be scrolled by keyboard, small print as a paragraph style, intervals below their value.
local names = { fig = "Figure", tbl = "Table" }
local count, label = { fig = 0, tbl = 0 }, {}

local function number(block)
  local kind = block.identifier:match("^(%a+):")
  if not (kind and names[kind]) then return nil end
  count[kind] = count[kind] + 1
  label[block.identifier] = names[kind] .. "\u{00A0}" .. count[kind]
  local head = { pandoc.Strong { pandoc.Str(label[block.identifier] .. ".") }, pandoc.Space() }
  local long = block.caption.long
  if #long > 0 then for i = #head, 1, -1 do long[1].content:insert(1, head[i]) end end
  block.caption.long = long
  return block
end

local function refer(cite)
  if #cite.citations ~= 1 then return nil end
  local id = cite.citations[1].id
  if id:match("^fig:") or id:match("^tbl:") then
    if not label[id] then error("no such figure or table: " .. id) end
    return pandoc.Link(label[id], "#" .. id)
  end
end

local function quote(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"' end

local function describe_image(image)
  local alt = pandoc.utils.stringify(image.caption)
  if alt == "" then error("image without alt text: " .. image.src) end
  if FORMAT == "typst" then
    local width = image.attributes.width
    local size = width and (", width: " .. width) or ""
    -- a floating figure is as wide as what is in it, and centred: the block keeps a narrow one at the left
    return pandoc.RawInline("typst", "#block(width: 100%, align(left, image(" .. quote(image.src) .. size .. ", alt: " .. quote(alt) .. ")))")
  elseif FORMAT:match("^html") then
    -- drawn for paper at arm's length; a screen is read from farther away
    local width = tonumber((image.attributes.width or ""):match("^([%d.]+)mm"))
    if width then image.attributes.width = string.format("%dpx", math.floor(width * 96 / 25.4 * 1.3)) end
    return image
  end
end

local function speak_math(math)
  if FORMAT ~= "typst" then return nil end
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  local block = math.mathtype == "DisplayMath" and "block: true, " or ""
  return pandoc.RawInline("typst", "#math.equation(" .. block .. "alt: " .. quote(math.text) .. ", " .. written .. ")")
end

-- the interval of a cell stands below its value, on a line of its own; HTML does that by its style sheet
local function stack(link)
  local last = link.content[#link.content]
  if FORMAT:match("^html") or not last or last.t ~= "Span" or not last.classes:includes("spread") then return nil end
  link.content:remove(#link.content)
  if link.content[#link.content].t == "Space" then link.content:remove(#link.content) end
  if FORMAT == "typst" then
    return { link, pandoc.RawInline("typst", "#linebreak()#text(size: 7pt)["), last, pandoc.RawInline("typst", "]") }
  end
  last.attributes["custom-style"] = "Spread"
  return { link, pandoc.LineBreak(), last }
end

local LONGEST_ON_ONE_PAGE = 25

local function region(content, name)
  return pandoc.Div(content, pandoc.Attr("", { "wide" }, { { "tabindex", "0" }, { "role", "region" }, { "aria-label", name } }))
end

local function wrap_table(tbl)
  if FORMAT == "typst" and #tbl.bodies[1].body > LONGEST_ON_ONE_PAGE then
    return { pandoc.RawBlock("typst", "#[\n#show figure: set block(breakable: true)\n#show figure.where(kind: table): set figure(placement: none)"), tbl, pandoc.RawBlock("typst", "]") }
  elseif not FORMAT:match("^html") then
    return nil
  end
  local name = pandoc.utils.stringify(tbl.caption.long):match("^[^.]+") or "Table"
  return region({ tbl }, name)
end

local function wrap_picture(figure)
  if FORMAT:match("^html") then
    figure.content = pandoc.Blocks({ region(figure.content, label[figure.identifier] or "Figure") })
    return figure
  end
end

local function shrink(div)
  if not div.classes:includes("small") then return nil end
  if FORMAT == "docx" then
    div.attributes["custom-style"] = "Small Print"
    return div
  elseif FORMAT == "typst" then
    div.content:insert(1, pandoc.RawBlock("typst", "#set text(size: 8pt)\n#set par(leading: 0.5em, spacing: 0.62em)"))
    return div
  end
end

return { { Image = describe_image, Math = speak_math, Link = stack }, { Figure = number, Table = number }, { Cite = refer }, { Table = wrap_table, Figure = wrap_picture, Div = shrink } }
